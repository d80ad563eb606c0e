import { CloudWatchClient, type GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";

import { metricsOf, secondsOf, type Body, type MetricWidget } from "./body";
import { dashboardBodies, renderDashboards } from "./index";
import { liveData } from "./live";
import { sampleData } from "./sample";

const END = Date.UTC(2026, 0, 20, 12) / 1_000;
const MONTH = { start: END - 30 * 86_400, end: END };
const WEEK = { start: END - 7 * 86_400, end: END };
const HOUR = { start: END - 3_600, end: END };

let bodies: Record<string, Body>;
let widgets: MetricWidget[];

beforeAll(async () => {
  bodies = await dashboardBodies("prod");
  widgets = Object.values(bodies)
    .flatMap((body) => body.widgets)
    .filter((widget) => widget.type === "metric");
});

test("sample data exists for every line, expressions included", async () => {
  const lines = await Promise.all(widgets.map(async (widget) => (await sampleData(widget, WEEK)).lines));
  const empty = lines.flat().filter(({ values }) => values.every((value) => value === undefined));
  expect(lines.flat().length).toBeGreaterThan(60);
  expect(empty.map(({ line }) => line)).toEqual([]);
});

test("the cost of a day is how much the month's charges grew, from 0 on the first", async () => {
  const widget = widgets.find(({ properties }) => properties.title === "Cost of a day")!;
  const { lines } = await sampleData(widget, MONTH);
  const known = lines[0]!.values.filter((value) => value !== undefined);
  expect(known).toHaveLength(29);
  for (const value of known) expect(value).toBeGreaterThan(0.3);
});

test("the page shows each widget, is always the same, and is small", async () => {
  const args = { stage: "prod", data: sampleData, about: "Sample data", end: END };
  const page = await renderDashboards(args);
  const expected = Object.values(bodies).flatMap((body) => body.widgets);
  expect(page.match(/<div class="widget /g)).toHaveLength(expected.length);
  expect(page.match(/<svg /g)!.length).toBeGreaterThanOrEqual(widgets.length);
  expect(page).not.toMatch(/<(script|link|img)|NaN|undefined/);
  expect(page.length).toBeLessThan(1_500_000);
  // Not toBe: it would print both pages.
  expect((await renderDashboards(args)) === page).toBe(true);
}, 120_000);

test("live data asks CloudWatch for what the widget shows, page by page", async () => {
  const widget = widgets.find(({ properties }) => properties.title === "Error rate of all functions")!;
  const client = new CloudWatchClient({ region: "us-east-1" });
  const first = new Date((END - 3_600) * 1_000);
  const second = new Date((END - 2_700) * 1_000);
  const send = jest
    .spyOn(client, "send")
    .mockResolvedValueOnce({
      NextToken: "more",
      MetricDataResults: [{ Id: "line0", Timestamps: [first], Values: [1.5] }],
    } as never)
    .mockResolvedValueOnce({
      MetricDataResults: [{ Id: "line0", Timestamps: [second], Values: [2] }],
    } as never);
  const { lines } = await liveData(() => client)(widget, HOUR);

  expect(lines.map(({ values }) => values)).toEqual([[1.5, 2, undefined, undefined]]);
  expect(send).toHaveBeenCalledTimes(2);
  const { input } = send.mock.calls[0]![0] as GetMetricDataCommand;
  const queries = input.MetricDataQueries!;
  expect(queries).toHaveLength(metricsOf(widget).length);
  expect(queries.filter(({ ReturnData }) => ReturnData === true).map(({ Expression }) => Expression)).toEqual(
    [expect.stringContaining("FILL(")],
  );
  expect(
    queries.find(({ MetricStat }) => MetricStat?.Metric?.MetricName === "Invocations")?.MetricStat,
  ).toEqual({
    Metric: { Namespace: "AWS/Lambda", MetricName: "Invocations", Dimensions: [] },
    Period: 900,
    Stat: "Sum",
  });
});

test("time ranges are read as CloudWatch documents them", () => {
  expect([secondsOf("-PT3H"), secondsOf("-P30D")]).toEqual([10_800, 2_592_000]);
  expect(() => secondsOf("yesterday")).toThrow("is not hours or days");
});
