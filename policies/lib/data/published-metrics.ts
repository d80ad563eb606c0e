import data from "./published-metrics.json";

/** A metric as AWS documents it. */
interface PublishedMetric {
  /** Absent where AWS names none. */
  unit?: string;
  /** Statistics that AWS calls valid or meaningful; `percentile` for p50, p95, … */
  statistics: readonly string[];
  /** Sets of dimensions, each sorted by name. Default: those of the namespace. */
  dimensions?: readonly (readonly string[])[];
}

/** Metrics of a service. Only those that the platform or its policies could use. */
interface PublishedNamespace {
  /** Page of AWS's documentation. */
  source: string;
  dimensions: readonly (readonly string[])[];
  metrics: Readonly<Record<string, PublishedMetric>>;
}

const namespaces: Readonly<Record<string, PublishedNamespace>> = data;

/**
 * Whether AWS publishes a metric with exactly these dimensions, and undefined for a namespace that is not listed. An alarm
 * on any other set never has data: CloudWatch does not add up metrics over dimensions.
 * @param dimensions their names.
 */
export function isPublished(
  namespace: string,
  metricName: string,
  dimensions: readonly string[],
): boolean | undefined {
  const service = namespaces[namespace];
  if (service === undefined) return undefined;
  const metric = service.metrics[metricName];
  const name = dimensions.toSorted().join();
  return metric !== undefined && (metric.dimensions ?? service.dimensions).some((set) => set.join() === name);
}

/** Whether a statistic of a published metric means something, e.g. not the sum of percentages. */
export function isMeaningful(namespace: string, metricName: string, statistic: string): boolean {
  const statistics = namespaces[namespace]?.metrics[metricName]?.statistics ?? [];
  return statistics.includes(/^p\d/.test(statistic) ? "percentile" : statistic);
}
