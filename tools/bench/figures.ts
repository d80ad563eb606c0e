/** A figure with the limit that the project sets itself. */
export interface Figure {
  name: string;
  value: number;
  unit: "x" | "s" | "KB";
  /** Upper limit. Default: none; shown for information. */
  limit?: number;
  /** Lowest and highest of the repetitions. */
  spread?: [number, number];
}

/** How long work takes, in s. */
export async function seconds(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** The median of the values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A figure whose value is the median of repetitions. */
export function figure(
  name: string,
  values: readonly number[],
  unit: Figure["unit"],
  limit?: number,
): Figure {
  return {
    name,
    value: median(values),
    unit,
    ...(limit === undefined ? {} : { limit }),
    spread: [Math.min(...values), Math.max(...values)],
  };
}

/** The figures as a table for a terminal. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, limit, spread }) => [
    name,
    `${value.toFixed(2)} ${unit}`,
    limit === undefined ? "" : `≤ ${String(limit)} ${unit}`,
    limit === undefined ? "" : value <= limit ? "met" : "MISSED",
    spread === undefined ? "" : `${spread[0].toFixed(2)} – ${spread[1].toFixed(2)}`,
  ]);
  const all = [["figure", "median", "limit", "", "lowest – highest"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return (
    all
      .map((row) =>
        row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join("  ")
          .trimEnd(),
      )
      .join("\n") + "\n"
  );
}
