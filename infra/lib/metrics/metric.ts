/** Statistics of CloudWatch that alarms and graphs use. */
export type Statistic = "Sum" | "Average" | "Minimum" | "Maximum" | "SampleCount" | `p${number}`;

/** Units as CloudWatch names them; `USD` where AWS publishes dollars without a unit. */
export type Unit = "Bytes" | "Count" | "Milliseconds" | "Percent" | "Seconds" | "USD";

/** A CloudWatch metric. Plain data: physical names are known before anything is deployed. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  /** All dimensions of the metric: CloudWatch does not add up metrics with more dimensions. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: Statistic;
  /** Seconds per data point. */
  readonly period: number;
  /** Name in graphs and notifications. */
  readonly label: string;
  /** Unit of the values, for axes and texts. It does not filter data points. */
  readonly unit?: Unit;
}

/** An expression over metrics of one period. An alarm allows ten metrics and no search expressions. */
export interface MathMetric {
  /** Metric math; names the metrics by their ids. */
  readonly expression: string;
  /** Metrics by id. An id starts with a lower-case letter. */
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly label: string;
  readonly unit?: Unit;
  /** Seconds per data point, the same as that of the metrics. */
  readonly period: number;
}

/** Whether a metric is an expression. */
export function isMath(metric: Metric | MathMetric): metric is MathMetric {
  return "expression" in metric;
}

/** The same metric with other periods, for alarms that look at longer times. @param period seconds. */
export function every<M extends Metric | MathMetric>(period: number, metric: M): M {
  if (!isMath(metric)) return { ...metric, period };
  const metrics = Object.entries(metric.metrics).map(([id, one]) => [id, { ...one, period }] as const);
  return { ...metric, period, metrics: Object.fromEntries(metrics) };
}
