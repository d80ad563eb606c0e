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

/** How CloudWatch draws a line. */
interface Rendering {
  id: string;
  label?: string;
  color?: string;
  visible?: boolean;
}

/** The lines as a widget takes them. The metrics of expressions are hidden. */
export function widgetMetrics(lines: readonly Line[]): WidgetMetric[] {
  return lines.flatMap(({ metric, color, label = metric.label }, index) => {
    const id = `line${String(index)}`;
    if (!isMath(metric)) return [row(metric, { id, color, label })];
    // Ids are unique in a widget.
    const prefix = `m${String(index)}_`;
    const ids = new RegExp(`\\b(${Object.keys(metric.metrics).join("|")})\\b`, "g");
    const expression = metric.expression.replaceAll(ids, `${prefix}$1`);
    return [
      expressionRow({ expression, period: metric.period, id, label, color }),
      ...Object.entries(metric.metrics).map(([name, one]) =>
        row(one, { id: `${prefix}${name}`, visible: false }),
      ),
    ];
  });
}

// The classes of awsx are not used here: docs/decisions/0016-dashboards-on-awsx.md.

function row(metric: Metric, rendering: Rendering): WidgetMetric {
  const { namespace, metricName, dimensions, statistic: stat, period } = metric;
  const json = [namespace, metricName, ...Object.entries(dimensions).flat(), { stat, period, ...rendering }];
  return { addWidgetJson: (metrics) => void metrics.push(json as unknown as (typeof metrics)[number]) };
}

function expressionRow(
  json: Rendering & { expression: string; label: string; period: number },
): WidgetMetric {
  return { addWidgetJson: (metrics) => void metrics.push([json]) };
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
