import { evaluateExpression, type Value } from "../../lib/metrics/expression";

/** The state of an alarm. CloudWatch also has INSUFFICIENT_DATA, which no alarm here enters: none treats data as missing. */
export type State = "ALARM" | "OK";

/** A metric in the inputs of an alarm. */
export interface AlarmMetric {
  namespace: string;
  metricName: string;
  dimensions?: Readonly<Record<string, string>>;
  period: number;
  /** Statistic. */
  stat: string;
}

/** What the evaluator reads of the inputs of `aws.cloudwatch.MetricAlarm`. */
export interface AlarmInputs {
  name: string;
  comparisonOperator: string;
  threshold: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  treatMissingData: string;
  namespace?: string;
  metricName?: string;
  dimensions?: Readonly<Record<string, string>>;
  period?: number;
  statistic?: string;
  extendedStatistic?: string;
  metricQueries?: readonly { id: string; expression?: string; metric?: AlarmMetric }[];
}

/** Sample data: for a metric, its value in each minute, from minute 0. */
export type Samples = (metric: AlarmMetric) => (minute: number) => Value;

/** Data points that CloudWatch reads beyond the evaluation periods, when some are missing. Its tables show two. */
const FURTHER = 2;

/** The metrics of an alarm. */
export function metricsOf(alarm: AlarmInputs): AlarmMetric[] {
  const {
    namespace,
    metricName,
    dimensions = {},
    period,
    statistic,
    extendedStatistic,
    metricQueries,
  } = alarm;
  if (metricQueries !== undefined) return metricQueries.flatMap(({ metric }) => metric ?? []);
  const stat = statistic ?? extendedStatistic;
  if (namespace === undefined || metricName === undefined || period === undefined || stat === undefined)
    throw new Error(`${alarm.name} has no metric`);
  return [{ namespace, metricName, dimensions, period, stat }];
}

/**
 * The states of an alarm, minute by minute. CloudWatch evaluates every minute, over periods that end then.
 * @param minutes number of minutes of sample data. @param quota what SERVICE_QUOTA returns.
 */
export function statesOf(alarm: AlarmInputs, samples: Samples, minutes: number, quota = 1_000): State[] {
  const states: State[] = [];
  const length = (metricsOf(alarm)[0]?.period ?? 60) / 60;
  const pointAt = dataPoints(alarm, samples, length, quota);
  // Data points by the minute at which their period ends.
  const ending: Value[] = [undefined];
  for (let minute = 1; minute <= minutes; minute += 1) {
    ending.push(pointAt(minute - length));
    const points = Array.from(
      { length: alarm.evaluationPeriods + FURTHER },
      (_, back) => ending[minute - back * length],
    );
    states.push(nextState(alarm, points, states.at(-1) ?? "OK"));
  }
  return states;
}

/**
 * The state after an evaluation.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param points latest first.
 */
export function nextState(
  alarm: Pick<
    AlarmInputs,
    "comparisonOperator" | "datapointsToAlarm" | "evaluationPeriods" | "threshold" | "treatMissingData"
  >,
  points: readonly Value[],
  state: State,
): State {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = alarm;
  // Missing data points count only as far as there are not enough others.
  const found = points.filter((point) => point !== undefined).slice(0, evaluationPeriods);
  const breaching = found.filter((point) => isBreaching(alarm, point)).length;
  if (treatMissingData === "ignore" && breaching === found.length && breaching < datapointsToAlarm)
    return state;
  const filled = treatMissingData === "breaching" ? evaluationPeriods - found.length : 0;
  return breaching + filled >= datapointsToAlarm ? "ALARM" : "OK";
}

function isBreaching(
  { comparisonOperator, threshold }: Pick<AlarmInputs, "comparisonOperator" | "threshold">,
  point: number,
): boolean {
  switch (comparisonOperator) {
    case "GreaterThanThreshold":
      return point > threshold;
    case "LessThanThreshold":
      return point < threshold;
    default:
      throw new Error(`the evaluator does not know ${comparisonOperator}`);
  }
}

/** @returns the data point of the period that starts at a minute. @param length of a period in minutes. */
function dataPoints(
  alarm: AlarmInputs,
  samples: Samples,
  length: number,
  quota: number,
): (from: number) => Value {
  const valueOf = (metric: AlarmMetric): ((from: number) => Value) => {
    const sample = samples(metric);
    return (from) => {
      const minutes = Array.from({ length }, (_, i) => (from + i < 0 ? undefined : sample(from + i)));
      return aggregate(
        metric.stat,
        minutes.filter((one) => one !== undefined),
      );
    };
  };
  const { metricQueries } = alarm;
  if (metricQueries === undefined) return metricsOf(alarm).map(valueOf)[0] ?? (() => undefined);
  const values = metricQueries.flatMap(({ id, metric }) => (metric ? [[id, valueOf(metric)] as const] : []));
  const expression = metricQueries.find((query) => query.expression !== undefined)?.expression ?? "";
  return (from) =>
    evaluateExpression(expression, Object.fromEntries(values.map(([id, value]) => [id, value(from)])), quota);
}

function aggregate(stat: string, values: readonly number[]): Value {
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, one) => total + one, 0);
  if (stat === "Sum") return sum;
  if (stat === "Average") return sum / values.length;
  if (stat === "Maximum") return Math.max(...values);
  if (stat === "Minimum") return Math.min(...values);
  const percentile = Number(/^p(\d+)$/.exec(stat)?.[1]);
  if (Number.isNaN(percentile)) throw new Error(`the evaluator does not know ${stat}`);
  return values.toSorted((a, b) => a - b)[Math.ceil((percentile / 100) * values.length) - 1];
}
