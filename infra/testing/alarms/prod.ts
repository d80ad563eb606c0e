import type { Registered } from "../../offline/registered";
import {
  metricsOf,
  statesOf,
  type AlarmInputs,
  type AlarmMetric,
  type Samples,
  type State,
} from "./evaluate";
import type { Value } from "../../lib/metrics/expression";

const PREFIX = "sjc1990app-";

/** Parts of a metric that are not in its key. */
const shape = { period: 60, stat: "Sum" };

/** The metric alarms of a preview, by name without project and stage. */
export function metricAlarms(registered: readonly Registered[], stage: string): Map<string, AlarmInputs> {
  const alarms = registered.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
  return new Map(
    alarms.map(({ inputs }) => {
      const alarm = inputs as unknown as AlarmInputs;
      return [alarm.name.slice(PREFIX.length, -stage.length - 1), alarm];
    }),
  );
}

/** A metric in one line: `AWS/SQS Messages QueueName=codes`. */
export function metricKey({ namespace, metricName, dimensions = {} }: AlarmMetric): string {
  const pairs = Object.entries(dimensions).map(([name, value]) => `${name}=${value}`);
  return [namespace, metricName, ...pairs.toSorted()].join(" ");
}

/** Key of a metric of prod's API. */
export const api = (metricName: string): string =>
  metricKey({
    ...shape,
    namespace: "AWS/ApiGateway",
    metricName,
    dimensions: { ApiName: physical("api"), Stage: "prod" },
  });

/** Key of a metric of one of prod's functions. Default: of all functions. */
export const lambda = (metricName: string, name?: string): string =>
  metricKey({
    ...shape,
    namespace: "AWS/Lambda",
    metricName,
    dimensions: name === undefined ? {} : { FunctionName: physical(name) },
  });

/** Key of a metric of prod that the platform writes itself, of one function or in total. */
export const own = (metricName: string, name?: string): string =>
  metricKey({
    ...shape,
    namespace: "sjc1990app",
    metricName,
    dimensions: {
      service: "sjc1990app",
      stage: "prod",
      ...(name !== undefined && { function_name: physical(name) }),
    },
  });

/** Key of a metric of prod with one dimension. */
export const other = (
  namespace: string,
  metricName: string,
  dimensions: Record<string, string> = {},
): string => metricKey({ ...shape, namespace, metricName, dimensions });

/** The physical name of something in prod. */
export const physical = (thing: string): string => `${PREFIX}${thing}-prod`;

/** Values of metrics by {@link metricKey}: a constant, or a function of the minute. */
export type Data = Readonly<Record<string, number | ((minute: number) => Value)>>;

/** Sample data of those metrics; all others have none. */
export function samplesOf(data: Data): Samples {
  return (metric) => {
    const value = data[metricKey(metric)];
    return typeof value === "function" ? value : () => value;
  };
}

/** The alarms that fire at some minute. @throws Error for data of a metric that no alarm watches. */
export function fired(alarms: ReadonlyMap<string, AlarmInputs>, data: Data, minutes: number): string[] {
  const watched = new Set([...alarms.values()].flatMap(metricsOf).map(metricKey));
  const unknown = Object.keys(data).filter((key) => !watched.has(key));
  if (unknown.length > 0) throw new Error(`no alarm watches ${unknown.join(", ")}`);
  const samples = samplesOf(data);
  const states = [...alarms].map(([name, alarm]): [string, State[]] => [
    name,
    statesOf(alarm, samples, minutes),
  ]);
  return states.filter(([, all]) => all.includes("ALARM")).map(([name]) => name);
}
