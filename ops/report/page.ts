import type { EChartsOption } from "echarts";

import { draw } from "../dashboards/chart";
import { escape, page, widgetBox } from "../dashboards/page";
import { healthRows } from "../health/text";
import { releaseRows, RELEASE_HEADS } from "./markdown";
import { figureRows } from "./text";
import type { StageReport } from "./index";

/** Colours of results. */
const COLORS = {
  released: "#2e7d32",
  "rolled-back": "#ef6c00",
  failed: "#c62828",
  running: "#1565c0",
} as const;

const WIDTH = 1_100;

/** Reports as an HTML page with plots. It loads nothing. */
export function reportPage(reports: readonly StageReport[]): string {
  const at = reports[0]?.at ?? "";
  const sections = reports.map((report) => [report.stage, section(report)] as const);
  return page("Releases", `Made at ${at}. Times are UTC.`, Object.fromEntries(sections));
}

function section(report: StageReport): string {
  const { current, stage, health } = report;
  const serves =
    current === null
      ? "No release is on record."
      : `${current.version} (${current.commit.slice(0, 7)}) since ${current.startedAt}`;
  const boxes = [
    widgetBox(
      "text",
      { x: 0, y: 0, width: 24, height: 1 },
      `<h1>${escape(stage)}</h1><p>${escape(serves)}</p>`,
    ),
    widgetBox(
      "table",
      { x: 0, y: 1, width: 12, height: 5 },
      `<h3>Delivery</h3>${table([], figureRows(report.figures))}`,
    ),
    widgetBox(
      "table",
      { x: 12, y: 1, width: 12, height: 5 },
      `<h3>Health since the deployment</h3>${table([], health === null ? [] : healthRows(health))}`,
    ),
    widgetBox(
      "metric",
      { x: 0, y: 6, width: 24, height: 5 },
      `<h3>Minutes of each deployment</h3>${durations(report)}`,
    ),
    widgetBox(
      "metric",
      { x: 0, y: 11, width: 24, height: 5 },
      `<h3>Hours from commit to release</h3>${leadTimes(report)}`,
    ),
  ];
  const rows = releaseRows(report);
  const size = { x: 0, y: 16, width: 24, height: 2 + Math.ceil(rows.length / 2) };
  return [...boxes, widgetBox("table", size, `<h3>Releases</h3>${table(RELEASE_HEADS, rows)}`)].join("\n");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, row: readonly string[]) =>
    row.map((text) => `<${tag}>${escape(text)}</${tag}>`).join("");
  const head = heads.length === 0 ? "" : `<tr>${cells("th", heads)}</tr>`;
  return `<table>${head}${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("")}</table>`;
}

type Point = [time: string, value: number];

/** A bar for each deployment, in the colour of its result. */
function durations({ releases, figures, at }: StageReport): string {
  const results = Object.keys(COLORS) as (keyof typeof COLORS)[];
  const series = results.map((status) => ({
    type: "bar" as const,
    name: status,
    barWidth: 6,
    color: COLORS[status],
    data: releases
      .filter((release) => release.status === status)
      .map(({ startedAt, endedAt = at }): Point => [
        startedAt,
        (Date.parse(endedAt) - Date.parse(startedAt)) / 60_000,
      ]),
  }));
  return plot({ legend: { data: results, top: 0 }, series }, figures.days, at);
}

/** A point for each release. */
function leadTimes({ releases, figures, at }: StageReport): string {
  const data = releases
    .filter(({ status, kind }) => status === "released" && kind === "release")
    .map(({ committedAt, startedAt, endedAt }): Point => [
      startedAt,
      (Date.parse(endedAt ?? startedAt) - Date.parse(committedAt)) / 3_600_000,
    ]);
  return plot(
    { series: [{ type: "scatter", symbolSize: 8, color: COLORS.released, data }] },
    figures.days,
    at,
  );
}

function plot(option: EChartsOption, days: number, at: string): string {
  const end = Date.parse(at);
  return draw(
    {
      animation: false,
      grid: { left: 52, right: 16, top: 26, bottom: 26 },
      xAxis: { type: "time", min: end - days * 86_400_000, max: end },
      yAxis: { type: "value", min: 0 },
      ...option,
    },
    { width: WIDTH, height: 210 },
  );
}
