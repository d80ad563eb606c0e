import type { Severity } from "../alarms";

/** Colours of what graphs show, the same everywhere. CloudWatch takes six hexadecimal digits. */
export const colors = {
  requests: "#1f77b4",
  good: "#2ca02c",
  clientErrors: "#ff7f0e",
  failures: "#d6336c",
  throttles: "#9467bd",
  average: "#7fb3d8",
  p95: "#1f77b4",
  p99: "#0b3d66",
  cost: "#0b7285",
} as const;

/** Colours of alarm lines. */
export const severityColors: Readonly<Record<Severity, string>> = {
  critical: "#c92a2a",
  warning: "#e8890c",
};

/** Colours of things of one kind, in the order in which they are always listed. */
const series = [
  "#1f77b4",
  "#2ca02c",
  "#9467bd",
  "#8c564b",
  "#e377c2",
  "#17becf",
  "#7f7f7f",
  "#bcbd22",
  "#0b7285",
  "#5c3d99",
  "#3d7a5a",
  "#a0522d",
];

/** The colour of the thing at an index. */
export const seriesColor = (index: number): string => series[index % series.length] ?? colors.requests;
