import { HorizontalAnnotation } from "@pulumi/awsx/classic/cloudwatch/widgets_annotations";
import {
  type GraphMetricWidget,
  LineGraphMetricWidget,
  SingleNumberMetricWidget,
  StackedAreaGraphMetricWidget,
} from "@pulumi/awsx/classic/cloudwatch/widgets_graph";
import { TextWidget } from "@pulumi/awsx/classic/cloudwatch/widgets_simple";
import type { Region } from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { AlarmTable, Severity } from "../alarms";
import type { Unit } from "../metrics";
import { severityColors } from "./colors";
import { keyOf, widgetMetrics, type Line } from "./lines";

/** What a graph shows. */
export interface GraphArgs {
  title: string;
  lines: readonly Line[];
  /** Draws the limits of those alarms that watch a metric of the graph. */
  alarms?: AlarmTable;
  /** Further limits. */
  limits?: readonly Limit[];
  /** Columns of 24. Default: 12. */
  width?: number;
  /** Default: 6. */
  height?: number;
  /** Whether the areas below the lines add up. Default: false. */
  stacked?: boolean;
  /** Region of the metrics. Default: that of the dashboard. */
  region?: Region;
}

/** A horizontal line. */
interface Limit {
  label: string;
  value: number;
  severity: Severity;
}

const axes: Readonly<Record<Unit, string>> = {
  Bytes: "bytes",
  Count: "count",
  Milliseconds: "ms",
  Percent: "%",
  Seconds: "s",
  USD: "USD",
};

/** A graph with the limits of its alarms. */
export function graph(args: GraphArgs): GraphMetricWidget {
  const { title, lines, alarms = {}, limits = [], width = 12, height = 6, region } = args;
  const unit = lines.find(({ metric }) => metric.unit !== undefined)?.metric.unit;
  // The types of awsx lack two settings of axes.
  const left = { min: 0, showUnits: false, ...(unit && { label: axes[unit] }) };
  const Widget = args.stacked === true ? StackedAreaGraphMetricWidget : LineGraphMetricWidget;
  return new Widget({
    title,
    width,
    height,
    period: lines[0]?.metric.period ?? 60,
    metrics: widgetMetrics(lines),
    annotations: [...limitsOf(lines, alarms), ...limits].map(
      ({ label, value, severity }) =>
        new HorizontalAnnotation({ aboveEdge: { label, value }, color: severityColors[severity] }),
    ),
    yAxis: { left },
    ...(region && { region }),
  });
}

/** One limit for all alarms of the same value. */
function limitsOf(lines: readonly Line[], alarms: AlarmTable): Limit[] {
  const keys = new Set(lines.map(({ metric }) => keyOf(metric)));
  const limits = new Map<number, Limit>();
  for (const [name, { metric, above, below, severity }] of Object.entries(alarms)) {
    if (!keys.has(keyOf(metric))) continue;
    const value = above ?? below;
    const beyond = `${above === undefined ? "<" : ">"} ${String(value)}`;
    const other = limits.get(value);
    const worst = other?.severity === "critical" ? "critical" : severity;
    const label = `${other === undefined ? name : "alarms"} ${beyond} (${worst})`;
    limits.set(value, { value, severity: worst, label });
  }
  return [...limits.values()];
}

/** Numbers over the whole time range of the dashboard, with a small graph each. awsx has no such option. */
class TotalsWidget extends SingleNumberMetricWidget {
  protected override computeProperties(region: pulumi.Output<Region>) {
    return Object.assign(super.computeProperties(region), { setPeriodToTimeRange: true, sparkline: true });
  }
}

type NumbersArgs = Pick<GraphArgs, "lines" | "region" | "title">;

/** The value of each line over the time range that the reader chose. */
export const totals = (args: NumbersArgs): TotalsWidget => new TotalsWidget(numbersArgs(args));

/** The latest value of each line. */
export const latest = (args: NumbersArgs): SingleNumberMetricWidget =>
  new SingleNumberMetricWidget(numbersArgs(args));

function numbersArgs({ title, lines, region }: NumbersArgs) {
  const named = lines.map(({ label, ...line }) => {
    const { unit = "Count", label: byDefault } = line.metric;
    return { ...line, label: `${label ?? byDefault}${unit === "Count" ? "" : ` (${axes[unit]})`}` };
  });
  return {
    title,
    width: 24,
    height: 3,
    period: lines[0]?.metric.period ?? 60,
    metrics: widgetMetrics(named),
    ...(region && { region }),
  };
}

/** Markdown across the dashboard. @param height rows of the grid. */
export function text(height: number, ...markdown: readonly string[]): TextWidget {
  return new TextWidget({ width: 24, height, markdown: markdown.join("\n") });
}
