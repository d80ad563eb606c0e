import type { BodyExpression, BodyMetric, MetricWidget } from "./body";

/** The values of a metric, oldest first; undefined where there is no data. */
export type Values = readonly (number | undefined)[];

/** The time of each data point of a widget, seconds since 1970. */
export type Times = readonly number[];

/** A line with its values. */
export interface Drawn {
  line: BodyExpression | BodyMetric;
  values: Values;
}

/** What {@link DataSource} answers for a widget. */
export interface WidgetData {
  times: Times;
  /** The visible lines. */
  lines: Drawn[];
}

/** Where the values come from: sample data, or CloudWatch. */
export type DataSource = (widget: MetricWidget, range: { start: number; end: number }) => Promise<WidgetData>;

/** The times of a widget's data points. */
export function timesOf(period: number, { start, end }: { start: number; end: number }): number[] {
  const first = Math.floor(start / period) * period;
  return Array.from({ length: Math.floor((end - first) / period) }, (_, index) => first + index * period);
}
