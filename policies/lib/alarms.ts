import { isPublished } from "./data/published-metrics";
import { at, isPlainObject, listOf, type Plain } from "./plain";
import { textOf, type Stack, type StackResource } from "./stack";

/** A metric that an alarm watches. */
export interface WatchedMetric {
  namespace: string;
  name: string;
  dimensions: Plain | undefined;
}

/** The alarms of a stack that watch metrics. */
export function metricAlarmsOf(stack: Stack): readonly StackResource[] {
  return stack.ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
}

/** The metrics of an alarm: one, or those of its metric queries. */
export function metricsOf({ props }: Pick<StackResource, "props">): WatchedMetric[] {
  const queries = listOf(props["metricQueries"]).map((query) => at(query, "metric"));
  return [props, ...queries].flatMap((metric) => {
    const [namespace, name] = [at(metric, "namespace"), at(metric, "metricName")];
    if (typeof namespace !== "string" || typeof name !== "string") return [];
    return [{ namespace, name, dimensions: at(metric, "dimensions") }];
  });
}

/** Names of the dimensions of a metric; undefined if they are not known. */
export function dimensionNames(dimensions: Plain | undefined): string[] | undefined {
  if (dimensions === undefined || dimensions === null) return [];
  return isPlainObject(dimensions) ? Object.keys(dimensions) : undefined;
}

/** Whether AWS does not publish a metric with these dimensions, so that it never has data. */
export function isSilent({ namespace, name, dimensions }: WatchedMetric): boolean {
  const names = dimensionNames(dimensions);
  return names !== undefined && isPublished(namespace, name, names) === false;
}

/** Whether one of these alarms watches the metric of a resource, by its name or by a dependency. */
export function isWatched(
  resource: StackResource,
  metric: { namespace: string; name: string; dimension: string },
  alarms: readonly StackResource[],
): boolean {
  const name = textOf(resource, "name");
  return alarms.some((alarm) =>
    metricsOf(alarm).some((watched) => {
      if (watched.namespace !== metric.namespace || watched.name !== metric.name || isSilent(watched))
        return false;
      const value = at(watched.dimensions, metric.dimension);
      return typeof value === "string" ? value === name : alarm.dependencies.includes(resource.urn);
    }),
  );
}

/** The alarms whose state `ALARM` makes a composite alarm fire. A rule that is not known yet names what it depends on. */
export function childrenOf(
  { props, dependencies }: StackResource,
  alarms: readonly StackResource[],
): readonly StackResource[] {
  const rule = props["alarmRule"];
  if (typeof rule !== "string") return alarms.filter(({ urn }) => dependencies.includes(urn));
  const named = [...rule.matchAll(/(NOT\s+)?\bALARM\(\s*"?([^")]+?)"?\s*\)/g)].flatMap(
    ([, not, name = ""]) => (not === undefined ? [name.slice(name.lastIndexOf(":") + 1)] : []),
  );
  return alarms.filter((alarm) => named.includes(textOf(alarm, "name") ?? ""));
}
