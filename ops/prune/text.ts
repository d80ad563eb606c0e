import type { Pruned, PruneReport } from "./index";

/** The report for a terminal. */
export function pruneText({ stage, remove, items }: PruneReport): string {
  if (items.length === 0) return `Nothing of ${stage} is unused.\n`;
  const lines = items.flatMap(({ kind, name, bytes, why, outcome, reason }) => [
    `${outcome.padEnd(8)} ${kind.padEnd(10)} ${size(bytes).padStart(9)}  ${name}`,
    `${" ".repeat(30)}${why}${reason === undefined ? "" : `; ${reason}`}`,
  ]);
  return [...lines, "", summary(items, remove), ""].join("\n");
}

function summary(items: readonly Pruned[], remove: boolean): string {
  const outcome = remove ? "deleted" : "listed";
  const chosen = items.filter((item) => item.outcome === outcome);
  const bytes = chosen.reduce((sum, item) => sum + (item.bytes ?? 0), 0);
  const total = `${String(chosen.length)} of ${String(items.length)}, ${size(bytes)}`;
  return remove ? `Deleted ${total}.` : `Would delete ${total}. To delete them: --delete`;
}

/** Bytes in a unit that fits, e.g. `1.5 MB`. */
function size(bytes: number | undefined): string {
  if (bytes === undefined) return "";
  if (bytes < 1e3) return `${String(bytes)} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} KB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
