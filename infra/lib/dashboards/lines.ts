import { Metric as MetricLine } from "@pulumi/awsx/classic/cloudwatch/metric";
import type { WidgetMetric } from "@pulumi/awsx/classic/cloudwatch/widgets_simple";

import { isMath, type MathMetric, type Metric } from "../metrics";

/** A line of a graph. */
export interface Line {
  metric: Metric | MathMetric;
  /** Six hexadecimal digits. */
  color: string;
  /** Name in the legend. Default: the metric's. */
  label?: string;
}

/** An expression. That of awsx has neither colour nor period: docs/decisions/0016-dashboards-on-awsx.md. */
function expressionLine(json: {
  expression: string;
  id: string;
  label: string;
  color: string;
  period: number;
}): WidgetMetric {
  return { addWidgetJson: (metrics) => void metrics.push([json]) };
}

/** The lines as a widget takes them. The metrics of expressions are hidden. */
export function widgetMetrics(lines: readonly Line[]): WidgetMetric[] {
  return lines.flatMap((line, index) => {
    const { metric, color, label = metric.label } = line;
    const id = `line${String(index)}`;
    if (!isMath(metric)) return [metricLine(metric, { id, color, label })];
    // Ids are unique in a widget.
    const prefix = `m${String(index)}_`;
    const ids = Object.keys(metric.metrics);
    const expression = metric.expression.replaceAll(
      new RegExp(`\\b(${ids.join("|")})\\b`, "g"),
      `${prefix}$1`,
    );
    return [
      expressionLine({ expression, id, label, color, period: metric.period }),
      ...Object.entries(metric.metrics).map(([name, one]) =>
        metricLine(one, { id: `${prefix}${name}`, visible: false }),
      ),
    ];
  });
}

function metricLine(
  { namespace, metricName, dimensions, statistic, period }: Metric,
  rendering: { id: string; color?: string; label?: string; visible?: boolean },
): MetricLine {
  return new MetricLine({
    namespace,
    name: metricName,
    dimensions: { ...dimensions },
    period,
    ...statisticOf(statistic),
    ...rendering,
  });
}

function statisticOf(statistic: Metric["statistic"]) {
  switch (statistic) {
    case "Sum":
    case "Average":
    case "Minimum":
    case "Maximum":
    case "SampleCount":
      return { statistic };
    default:
      return { extendedStatistic: Number(statistic.slice(1)) };
  }
}

/** What makes two metrics the same, whatever their labels. */
export function keyOf(metric: Metric | MathMetric): string {
  if (isMath(metric)) {
    const parts = Object.entries(metric.metrics).map(([id, one]) => [id, keyOf(one)]);
    return JSON.stringify([metric.expression, parts]);
  }
  const { namespace, metricName, dimensions, statistic, period } = metric;
  return JSON.stringify([namespace, metricName, Object.entries(dimensions).sort(), statistic, period]);
}
