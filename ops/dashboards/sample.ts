import { createHash } from "node:crypto";

import { metricsOf, type BodyMetric } from "./body";
import { timesOf, type DataSource, type Values } from "./data";
import { evaluateExpression, type Value } from "../../infra/lib/metrics/expression";

/** Concurrent executions that an account may have by default. */
const QUOTA = 1_000;

/** A typical value of a metric in a data point of a minute, and how much it varies, 0 to 1. */
interface Shape {
  value: number;
  spread: number;
  /** Share of the data points that have none. Default: 0. */
  gaps?: number;
}

/** Shapes by the name of the metric, for a platform with some thousand users. */
const SHAPES: Readonly<Record<string, Shape>> = {
  Count: { value: 6, spread: 0.6 },
  "4XXError": { value: 0.5, spread: 1 },
  "5XXError": { value: 0.02, spread: 1 },
  Latency: { value: 90, spread: 0.3 },
  IntegrationLatency: { value: 70, spread: 0.3 },
  Invocations: { value: 12, spread: 0.6 },
  Errors: { value: 0.04, spread: 1 },
  Failures: { value: 0.02, spread: 1, gaps: 0.9 },
  Throttles: { value: 0.01, spread: 1 },
  Duration: { value: 40, spread: 0.4 },
  ConcurrentExecutions: { value: 3, spread: 0.7 },
  ClaimedAccountConcurrency: { value: 3, spread: 0.7 },
  IteratorAge: { value: 400, spread: 0.5 },
  ConsumedReadCapacityUnits: { value: 5, spread: 0.8 },
  ConsumedWriteCapacityUnits: { value: 2, spread: 0.8 },
  ReadThrottleEvents: { value: 0.0003, spread: 1 },
  WriteThrottleEvents: { value: 0.0003, spread: 1 },
  SuccessfulRequestLatency: { value: 4, spread: 0.4 },
  ApproximateAgeOfOldestMessage: { value: 4, spread: 0.8 },
  ApproximateNumberOfMessagesVisible: { value: 0, spread: 0 },
  SMSMonthToDateSpentUSD: { value: 12, spread: 0.02 },
  NumberOfNotificationsDelivered: { value: 0.3, spread: 1 },
  NumberOfNotificationsFailed: { value: 0.002, spread: 1 },
  MessagesSent: { value: 0.3, spread: 1 },
  MessagesFailed: { value: 0.004, spread: 1, gaps: 0.9 },
  HealthChecks: { value: 1, spread: 0 },
  "Reputation.BounceRate": { value: 0.012, spread: 0.1 },
  "Reputation.ComplaintRate": { value: 0.0002, spread: 0.1 },
};

/** For metrics of the platform's own events. */
const EVENT: Shape = { value: 0.05, spread: 1, gaps: 0.5 };

/** Statistics above the average, as a multiple of it. */
const STATISTICS: Readonly<Record<string, number>> = { p50: 0.8, p95: 2.2, p99: 3.5, Maximum: 1.5 };

/** Sample data that looks like a quiet day. The same widget and range always give the same values. */
export const sampleData: DataSource = (widget, range) => {
  const times = timesOf(widget.properties.period, range);
  const all = metricsOf(widget);
  const scope = new Map<string, Values>();
  for (const metric of all) if (!("expression" in metric)) scope.set(metric.id, sample(metric, times));
  for (const line of all)
    if ("expression" in line) scope.set(line.id, evaluate(line.expression, scope, times.length));
  const lines = all
    .filter(({ visible }) => visible !== false)
    .map((line) => ({ line, values: scope.get(line.id) ?? [] }));
  return Promise.resolve({ times, lines });
};

/** The values of an expression. DIFF looks at the data point before, so its values are added to the scope. */
function evaluate(expression: string, scope: ReadonlyMap<string, Values>, length: number): Values {
  const plain = expression.replaceAll(/DIFF\((\w+)\)/g, "diff_$1");
  const used = [...scope].filter(([id]) => new RegExp(`\\b${id}\\b`).test(expression));
  return Array.from({ length }, (_, index) => {
    const point: Record<string, Value> = {};
    for (const [id, values] of used) {
      const [now, before] = [values[index], values[index - 1]];
      point[id] = now;
      point[`diff_${id}`] = now === undefined || before === undefined ? undefined : now - before;
    }
    return evaluateExpression(plain, point, QUOTA);
  });
}

function sample(metric: BodyMetric, times: readonly number[]): Values {
  const name = JSON.stringify([metric.metricName, metric.dimensions]);
  const [seed, gapSeed, restSeed] = [seedOf(name), seedOf(`${name} gap`), seedOf(`${name} rest`)];
  if (metric.metricName === "EstimatedCharges")
    return times.map((time) => charges(seed, metric, time + metric.period - 1));
  const { value, spread, gaps = 0 } = SHAPES[metric.metricName] ?? EVENT;
  const own = spread === 0 ? value : value * (0.5 + random(seed, 0));
  const scale = metric.stat === "Sum" ? metric.period / 60 : (STATISTICS[metric.stat] ?? 1);
  return times.map((time) => {
    if (random(gapSeed, time) < gaps) return undefined;
    const noise = 1 + spread * (2 * random(seed, time) - 1);
    const result = own * scale * daylight(time, spread) * noise;
    return metric.stat !== "Sum" ? result : whole(result, random(restSeed, time));
  });
}

/** Rounds up as often as the fraction says, so that rare events stay rare. */
const whole = (value: number, chance: number): number =>
  Math.floor(value) + (chance < value - Math.floor(value) ? 1 : 0);

/** More at noon than at night. */
const daylight = (time: number, spread: number): number =>
  spread === 0 ? 1 : 1 + 0.6 * spread * Math.sin(((time % 86_400) / 86_400 - 0.25) * 2 * Math.PI);

/** Dollars since the first of the month. */
function charges(seed: number, { dimensions }: BodyMetric, time: number): number {
  const date = new Date(time * 1_000);
  const days = (time - Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / 1_000) / 86_400;
  const daily = "ServiceName" in dimensions ? 0.08 * random(seed, 0) : 0.62;
  const wave = 0.3 * daily * Math.sin(days / 2);
  return Math.max(0, daily * days + wave);
}

const seedOf = (text: string): number => createHash("md5").update(text).digest().readUInt32BE();

/** A number from 0 to 1 that depends on its arguments only, by the final mix of MurmurHash3. */
function random(seed: number, time: number): number {
  let bits = seed ^ time;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
