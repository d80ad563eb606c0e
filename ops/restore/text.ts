import type { Key } from "./compare";
import type { RestoreReport } from "./index";

/** Number of keys that the text shows of each kind. `--json` has all. */
const SHOWN = 20;

/** The report for a terminal. */
export function restoreText(report: RestoreReport): string {
  const { stage, table, to, dryRun, restored, difference, copied, newer = [], kept } = report;
  const title = `${table} of ${stage} as of ${to}`;
  if (difference === undefined) return `Would restore ${title}, as ${restored}, and compare it.\n`;
  const { counts, missing, changed, added } = difference;
  return [
    `${title}: ${String(counts.restored)} items; now ${String(counts.live)}`,
    `  deleted since: ${String(missing.length)}`,
    ...keys(missing),
    `  changed since: ${String(changed.length)}`,
    ...keys(changed),
    `  created since: ${String(added)}`,
    ...(copied === undefined ? [] : [`${dryRun ? "Would copy" : "Copied"} back: ${String(copied)}`]),
    ...(newer.length === 0 ? [] : [`Not copied, since they were written meanwhile: ${String(newer.length)}`]),
    ...keys(newer),
    kept
      ? `${restored} is kept. To copy items back: --copy-back missing, or all. npm run prune deletes it after a week.`
      : `${restored} is deleted.`,
    "",
  ].join("\n");
}

function keys(all: readonly Key[]): string[] {
  const shown = all.slice(0, SHOWN).map((key) => `    ${JSON.stringify(key)}`);
  return all.length > SHOWN ? [...shown, `    … and ${String(all.length - SHOWN)} more: --json`] : shown;
}
