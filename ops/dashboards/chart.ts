import { init, type EChartsOption } from "echarts";

import type { MetricWidget } from "./body";
import type { Drawn, WidgetData } from "./data";

/** Size in pixels. */
interface Size {
  width: number;
  height: number;
}

const FONT = "system-ui, sans-serif";
const TEXT = { fontFamily: FONT, fontSize: 11, color: "#495057" };

/** A graph as SVG: lines, the limits of alarms and units. Title and legend are those of the page. */
export function chart({ properties }: MetricWidget, { times, lines }: WidgetData, size: Size): string {
  const { annotations, yAxis, stacked = false } = properties;
  const limits = annotations?.horizontal ?? [];
  // Limits are visible, also when no value comes near.
  const scale = scaleOf([...limits.map(({ value }) => value), ...highest(lines, stacked)]);
  const option: EChartsOption = {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 52, right: 16, top: 26, bottom: 26 },
    xAxis: {
      type: "time",
      axisLabel: { ...TEXT, hideOverlap: true, formatter: { day: "{d} {MMM}", hour: "{HH}:{mm}" } },
      axisLine: { lineStyle: { color: "#adb5bd" } },
    },
    yAxis: {
      type: "value",
      name: yAxis?.left?.label ?? "",
      nameTextStyle: { ...TEXT, align: "right" },
      min: yAxis?.left?.min ?? 0,
      ...scale,
      axisLabel: { ...TEXT, formatter: (value: number) => short(value) },
      splitLine: { lineStyle: { color: "#eceff1" } },
    },
    series: lines.map(({ line, values }, index) => ({
      type: "line",
      name: line.label ?? line.id,
      data: times.map((time, at) => [time * 1_000, values[at] ?? null]),
      showSymbol: false,
      sampling: "lttb",
      connectNulls: true,
      lineStyle: { width: 1.5 },
      color: line.color ?? "#1f77b4",
      ...(stacked && { stack: "all", areaStyle: { opacity: 0.35 } }),
      ...(index === 0 && { markLine: limitLines(limits) }),
    })),
  };
  return draw(option, size);
}

/** A small graph under a number. */
export function sparkline({ times, lines }: WidgetData, index: number, size: Size): string {
  const drawn = lines[index];
  return draw(
    {
      animation: false,
      grid: { left: 0, right: 0, top: 2, bottom: 2 },
      xAxis: { type: "time", show: false },
      yAxis: { type: "value", show: false, min: 0 },
      series: [
        {
          type: "line",
          data: times.map((time, at) => [time * 1_000, drawn?.values[at] ?? null]),
          showSymbol: false,
          sampling: "lttb",
          connectNulls: true,
          lineStyle: { width: 1 },
          color: drawn?.line.color ?? "#1f77b4",
        },
      ],
    },
    size,
  );
}

/** Draws a graph as SVG. */
export function draw(option: EChartsOption, size: Size): string {
  const instance = init(null, undefined, { renderer: "svg", ssr: true, ...size });
  try {
    // Times are in UTC, as in the alarms.
    instance.setOption({ useUTC: true, ...option });
    // Without the effects of a pointer: the page is a picture.
    return instance
      .renderToSVGString()
      .replaceAll(/<style >.*?<\/style>| class="zr[^"]*"|<defs >\s*<\/defs>/gs, "");
  } finally {
    // Otherwise its timer keeps the process alive.
    instance.dispose();
  }
}

type Limits = NonNullable<NonNullable<MetricWidget["properties"]["annotations"]>["horizontal"]>;

function limitLines(limits: Limits) {
  return {
    symbol: "none",
    silent: true,
    data: limits.map(({ label, value, color }) => ({
      yAxis: value,
      lineStyle: { color, type: "dashed" as const, width: 1.2 },
      label: { ...TEXT, color, position: "insideEndTop" as const, formatter: label },
    })),
  };
}

/** The highest value of each line, or of their sum. */
function highest(lines: readonly Drawn[], stacked: boolean): number[] {
  if (!stacked)
    return lines.map(({ values }) => Math.max(0, ...values.filter((value) => value !== undefined)));
  const length = lines[0]?.values.length ?? 0;
  return Array.from({ length }, (_, at) => lines.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
}

/** A scale from 0 with three to six round steps, and room above the values. */
function scaleOf(values: readonly number[]): { max: number; interval: number } {
  const wanted = Math.max(0, ...values) * 1.12 || 1;
  const power = 10 ** Math.floor(Math.log10(wanted / 4));
  const interval = power * ([1, 2, 2.5, 5].find((step) => wanted / (step * power) <= 6) ?? 10);
  return { max: interval * Math.ceil(wanted / interval), interval };
}

/** A number in few characters: 1,250 → `1.3k`. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000_000) return `${trim(value / 1_000_000)}M`;
  if (size >= 10_000) return `${trim(value / 1_000)}k`;
  if (size >= 1_000) return Math.round(value).toLocaleString("en-US");
  return trim(value);
}

/** At most three significant digits. */
const trim = (value: number): string => String(Number(value.toPrecision(3)));
