/** A metric, defined once and used by alarm and dashboard alike. */
export interface Metric {
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
  statistic: "Sum" | "Average" | "Maximum" | "Minimum" | "SampleCount";
  /** Seconds that one data point covers. */
  period: number;
  /** How it is called on a graph. */
  label: string;
}

/** Metrics that API Gateway gives for one stage of an API. */
export function apiMetrics(apiName: string, stageName: string) {
  const metric = (metricName: string, label: string): Metric => ({
    namespace: "AWS/ApiGateway",
    metricName,
    dimensions: { ApiName: apiName, Stage: stageName },
    statistic: "Sum",
    period: 60,
    label,
  });
  return {
    requests: metric("Count", "Requests"),
    clientErrors: metric("4XXError", "4xx answers"),
    serverErrors: metric("5XXError", "5xx answers"),
  };
}
