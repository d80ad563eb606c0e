import Ajv from "ajv";

import { runStage } from "./offline/stage";
import type { Registered } from "./offline/registered";
import { dashboardSchema } from "./testing/dashboard-schema";

/** A widget as CloudWatch gets it. */
interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: {
    title?: string;
    region?: string;
    alarms?: string[];
    metrics?: unknown[][];
    annotations?: { horizontal: { value: number; label: string }[] };
  };
}

/** A metric with all that decides on its values, or an expression. */
type Source = string;

let resources: Registered[];
let dashboards: Record<string, { widgets: Widget[] }>;

const ofType = (type: string) => resources.filter((resource) => resource.type === type);

beforeAll(async () => {
  resources = await runStage("prod");
  dashboards = Object.fromEntries(
    ofType("aws:cloudwatch/dashboard:Dashboard").map(({ inputs }) => [
      inputs["dashboardName"] as string,
      JSON.parse(inputs["dashboardBody"] as string),
    ]),
  );
});

test("a stage has five dashboards, which a preview knows in full", () => {
  const names = ["api", "cost", "dynamodb", "lambda", "overview"];
  expect(Object.keys(dashboards).sort()).toEqual(names.map((name) => `sjc1990app-${name}-prod`));
});

test("each body has the structure that CloudWatch documents", () => {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(dashboardSchema);
  for (const [name, body] of Object.entries(dashboards)) {
    validate(body);
    expect({ name, errors: validate.errors }).toEqual({ name, errors: null });
  }
});

test("widgets are inside the grid and do not overlap", () => {
  for (const { widgets } of Object.values(dashboards)) {
    const taken = new Set<string>();
    for (const { x, y, width, height } of widgets) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column++)
        for (let row = y; row < y + height; row++) {
          const cell = `${String(column)} ${String(row)}`;
          expect(taken).not.toContain(cell);
          taken.add(cell);
        }
    }
  }
});

test("three dashboards have at most 50 metrics, so that AWS does not charge for them", () => {
  const counts = Object.values(dashboards).map(({ widgets }) => new Set(widgets.flatMap(metricsOf)).size);
  expect(counts.filter((count) => count <= 50).length).toBeGreaterThanOrEqual(3);
});

test("each alarm has a graph of what it watches, with a line at its threshold", () => {
  const graphs = Object.values(dashboards).flatMap(({ widgets }) => widgets);
  const alarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
  expect(alarms.length).toBeGreaterThan(20);
  const missing = alarms.filter(({ inputs }) => {
    const source = sourceOfAlarm(inputs);
    const graph = graphs.find(
      (widget) =>
        sourcesOf(widget).includes(source) &&
        widget.properties.annotations?.horizontal.some(({ value }) => value === inputs["threshold"]),
    );
    return graph === undefined;
  });
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("the overview shows the state of every alarm", () => {
  const shown = dashboards["sjc1990app-overview-prod"]!.widgets.flatMap(
    ({ properties }) => properties.alarms ?? [],
  ).map((arn) => arn.slice(arn.lastIndexOf(":") + 1));
  const metricAlarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ inputs }) => inputs["name"]);
  const composites = ofType("aws:cloudwatch/compositeAlarm:CompositeAlarm").map(
    ({ inputs }) => inputs["alarmName"],
  );
  expect(shown.sort()).toEqual([...metricAlarms, ...composites].sort());
});

test("charges are read where AWS publishes them, and their limits are those of the budgets", () => {
  const widgets = dashboards["sjc1990app-cost-prod"]!.widgets;
  const billing = widgets.filter((widget) =>
    metricsOf(widget).some((metric) => metric.includes("AWS/Billing")),
  );
  expect(billing.length).toBeGreaterThanOrEqual(3);
  for (const { properties } of billing) expect(properties.region).toBe("us-east-1");
  const limits = billing.flatMap(({ properties }) => properties.annotations?.horizontal ?? []);
  const amounts = ofType("aws:budgets/budget:Budget").flatMap(
    ({ inputs }) => inputs["notifications"] as { threshold: number }[],
  );
  const distinct = new Set(amounts.map(({ threshold }) => threshold));
  expect(limits.map(({ value }) => value).sort()).toEqual([...distinct].sort());
});

/** The metrics of a widget, those of expressions included. */
function metricsOf({ properties }: Widget): Source[] {
  return (properties.metrics ?? []).filter((row) => row.length > 1).map(sourceOfRow);
}

/** What a widget draws. Ids are unique in a widget only, so expressions are compared without them. */
function sourcesOf(widget: Widget): Source[] {
  const rows = widget.properties.metrics ?? [];
  const byId = new Map(
    rows.filter((row) => row.length > 1).map((row) => [(row.at(-1) as { id: string }).id, sourceOfRow(row)]),
  );
  return rows.map((row) => {
    const [first] = row;
    return typeof first === "string"
      ? sourceOfRow(row)
      : resolved((first as { expression: string }).expression, byId);
  });
}

function sourceOfRow(row: unknown[]): Source {
  const [namespace, metricName, ...pairs] = row.filter((part) => typeof part === "string");
  const { period, stat } = row.at(-1) as { period: number; stat: string };
  return JSON.stringify([namespace, metricName, sorted(pairs), stat, period]);
}

function sourceOfAlarm(inputs: Record<string, unknown>): Source {
  const queries = inputs["metricQueries"] as
    { id: string; expression?: string; metric?: Record<string, unknown> }[] | undefined;
  if (queries === undefined)
    return sourceOfMetric(inputs, inputs["extendedStatistic"] ?? inputs["statistic"]);
  const byId = new Map(
    queries.flatMap(({ id, metric }) =>
      metric === undefined ? [] : [[id, sourceOfMetric(metric, metric["stat"])] as const],
    ),
  );
  return resolved(queries.find(({ expression }) => expression !== undefined)!.expression!, byId);
}

function sourceOfMetric(metric: Record<string, unknown>, stat: unknown): Source {
  const pairs = Object.entries((metric["dimensions"] ?? {}) as Record<string, string>).flat();
  return JSON.stringify([metric["namespace"], metric["metricName"], sorted(pairs), stat, metric["period"]]);
}

/** Dimensions by name: their order means nothing. @param pairs name, value, name, value, … */
const sorted = (pairs: readonly string[]): string[] =>
  pairs.flatMap((name, index) => (index % 2 === 0 ? [`${name}=${pairs[index + 1] ?? ""}`] : [])).sort();

/** An expression with the metrics in place of their ids. */
const resolved = (expression: string, byId: ReadonlyMap<string, string>): Source =>
  expression.replaceAll(/\b[a-z]\w*\b/g, (id) => byId.get(id) ?? id);
