import { RowWidget } from "@pulumi/awsx/classic/cloudwatch/widgets_flow";

import { every, tableMetrics, type MathMetric, type Metric } from "../metrics";
import { minutes } from "../alarms";
import { thingOf } from "../names";
import { alarmGraph, pick } from "./alarm-graph";
import { seriesColor } from "./colors";
import { consoleLinks, runbookLinks } from "./links";
import type { Shown } from "./shown";
import { graph, text } from "./widgets";

/** Capacity, throttling and latency of the tables. */
export function dynamodbRows({ tables, region, stage, alarms: all }: Shown): RowWidget[] {
  const alarms = pick(all, /-throttled$/);
  /** A line for each table. */
  const byTable = (title: string, metric: (of: ReturnType<typeof tableMetrics>) => Metric | MathMetric) =>
    graph({
      title,
      lines: tables.map(({ tableName, indexes }, index) => ({
        metric: every(minutes(5), metric(tableMetrics(tableName, indexes))),
        label: thingOf(tableName, { stage }),
        color: seriesColor(index),
      })),
    });
  return [
    new RowWidget(
      text(
        2,
        "# DynamoDB",
        "Capacity and throttling of a table include its indexes. Latency is that of successful requests.",
        `${consoleLinks({ region })}  \nRunbooks: ${runbookLinks(alarms)}`,
      ),
    ),
    new RowWidget(
      byTable("Read units in 5 minutes", ({ consumedReads }) => sum(consumedReads)),
      byTable("Write units in 5 minutes", ({ consumedWrites }) => sum(consumedWrites)),
    ),
    new RowWidget(
      alarmGraph("Throttled requests", Object.keys(alarms), alarms, undefined, (name) =>
        name.replace(/-throttled$/, ""),
      ),
      byTable("Latency of Query", ({ latency }) => latency("Query")),
    ),
    new RowWidget(
      byTable("Latency of GetItem", ({ latency }) => latency("GetItem")),
      byTable("Latency of UpdateItem", ({ latency }) => latency("UpdateItem")),
    ),
  ];
}

/** The sum of metrics of one period and unit. */
function sum(metrics: readonly Metric[]): Metric | MathMetric {
  const [first, ...others] = metrics;
  if (first === undefined || others.length === 0) return first ?? never();
  return {
    expression: metrics.map((_, index) => `FILL(c${String(index)}, 0)`).join(" + "),
    metrics: Object.fromEntries(metrics.map((metric, index) => [`c${String(index)}`, metric])),
    label: first.label,
    period: first.period,
    ...(first.unit && { unit: first.unit }),
  };
}

function never(): never {
  throw new Error("a table has metrics of its own");
}
