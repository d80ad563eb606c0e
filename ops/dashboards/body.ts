/** Rendering options of a metric on a dashboard, as this program sets them. */
interface Rendering {
  id: string;
  period: number;
  label?: string;
  color?: string;
  visible?: boolean;
}

/** A metric of a widget. */
export interface BodyMetric extends Rendering {
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
  stat: string;
}

/** An expression of a widget. */
export interface BodyExpression extends Rendering {
  expression: string;
}

/** A row of `metrics` in the body: an expression, or a metric with its dimensions in pairs. */
type MetricRow = [BodyExpression] | [string, string, ...string[], Rendering & { stat: string }];

/** A graph, or numbers. */
export interface MetricWidget {
  type: "metric";
  properties: {
    title: string;
    view: "singleValue" | "timeSeries";
    stacked?: boolean;
    /** Numbers: whether they are of the whole time range. Default: the latest value. */
    setPeriodToTimeRange?: boolean;
    period: number;
    region: string;
    metrics: MetricRow[];
    annotations?: { horizontal?: { label: string; value: number; color: string }[] };
    yAxis?: { left?: { min?: number; label?: string } };
  };
}

/** Markdown. */
interface TextWidget {
  type: "text";
  properties: { markdown: string };
}

/** Alarms by their state. */
interface AlarmWidget {
  type: "alarm";
  properties: { title: string; alarms: string[] };
}

/** A widget in its place on the grid of 24 columns. */
export type BodyWidget = (AlarmWidget | MetricWidget | TextWidget) & {
  x: number;
  y: number;
  width: number;
  height: number;
};

/** A dashboard as the program gives it to CloudWatch. */
export interface Body {
  start: string;
  widgets: BodyWidget[];
}

/** The metrics and the expressions of a widget, hidden ones included. */
export function metricsOf(widget: MetricWidget): (BodyExpression | BodyMetric)[] {
  return widget.properties.metrics.map(metricOf);
}

function metricOf(row: MetricRow): BodyExpression | BodyMetric {
  const [first] = row;
  if (typeof first !== "string") return first;
  const names = row.filter((part) => typeof part === "string");
  const [namespace = "", metricName = "", ...pairs] = names;
  const dimensions: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) dimensions[pairs[at] ?? ""] = pairs[at + 1] ?? "";
  return { namespace, metricName, dimensions, ...(row.at(-1) as Rendering & { stat: string }) };
}

/** Seconds of an ISO 8601 duration before now, such as `-PT12H` or `-P30D`. */
export function secondsOf(start: string): number {
  const [, count = "", unit = ""] = /^-PT?(\d+)([HD])$/.exec(start) ?? [];
  if (count === "") throw new Error(`the time range ${start} is not hours or days before now`);
  return Number(count) * (unit === "D" ? 86_400 : 3_600);
}
