import type { Units } from "./capacity";
import type { DryRunReport, MigrationState, RunReport, StatusReport } from "./report";

/** The migrations of a stage as a table. */
export function statusText({ stage, migrations }: StatusReport): string {
  if (migrations.length === 0) return "There are no migrations.\n";
  const rows = migrations.map((state) => [state.name, state.phase, state.status, progressOf(state)]);
  const pending = migrations.filter(({ status }) => status !== "done").length;
  return `${table([["migration", "phase", "status", ""], ...rows])}\n${String(pending)} to run on ${stage}.\n`;
}

function progressOf({ summary, status, startedAt = "", endedAt = "", by = "", ...counts }: MigrationState) {
  if (status === "pending") return summary;
  const { scanned = 0, changed = 0 } = counts;
  const when = status === "done" ? `ended ${endedAt}` : `started ${startedAt}`;
  return `${when} by ${by}; ${String(scanned)} items scanned, ${String(changed)} changed`;
}

/** What migrations did. */
export function runText({ stage, ran }: RunReport): string {
  if (ran.length === 0) return `Nothing to run on ${stage}.\n`;
  const rows = ran.map(({ name, scanned, changed, seconds, units }) => [
    ...[name, String(scanned), String(changed), seconds.toFixed(1), unitsText(units)],
  ]);
  return table([["migration", "scanned", "changed", "seconds", "capacity units"], ...rows]);
}

/** What migrations would do. */
export function dryRunText({ stage, migrations }: DryRunReport): string {
  if (migrations.length === 0) return `Nothing to run on ${stage}.\n`;
  return migrations
    .map(({ name, phase, summary, scanned, changes, samples, units }) =>
      [
        `${name} (${phase}): ${summary}`,
        `  ${String(scanned)} items scanned, ${String(changes)} changes, ${unitsText(units)} capacity units`,
        ...Object.entries(samples).map(([what, count]) => `  ${String(count)} × ${what}`),
        "",
      ].join("\n"),
    )
    .join("\n");
}

function unitsText({ read, write }: Units): string {
  return `${read.toFixed(1)} read, ${write.toFixed(1)} write`;
}

/** Rows with aligned columns. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
