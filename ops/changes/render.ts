import { actions, type ChangeSummary, type ResourceChange } from "./judge";
import type { PermissionChange } from "./permissions";

/** Most resources of an action, and most permissions of a holder, that the text lists. */
const SHOWN = 15;

/** Most holders of a permission that the text lists. */
const SHOWN_HOLDERS = 3;

const past = { replace: "replaced", delete: "deleted", update: "updated", create: "created" };

/** e.g. `2 replaced, 3 created, 40 unchanged`. */
export function countsText({ counts }: ChangeSummary): string {
  const parts = actions.flatMap((action) =>
    counts[action] === 0 ? [] : [`${String(counts[action])} ${past[action]}`],
  );
  return [...parts, `${String(counts.same)} unchanged`].join(", ");
}

/** The summary for a terminal. */
export function renderText(summary: ChangeSummary): string {
  const lines = [`Changes: ${countsText(summary)}`];
  for (const [action, changes] of byAction(summary)) {
    // All of them where something may be lost. Losses come first.
    const all = action === "replace" || action === "delete";
    const shown = changes.filter(({ loss }, i) => all || loss !== undefined || i < SHOWN);
    lines.push(...shown.map((change) => `  ${past[action]} ${describe(change)}`));
    if (shown.length < changes.length)
      lines.push(`  … ${String(changes.length - shown.length)} more ${past[action]}`);
  }
  if (summary.permissions.length > 0) lines.push("Permissions:");
  for (const group of grouped(summary.permissions)) {
    lines.push(`  ${holdersOf(group)} (${group.kind})`, ...grants(group).map((grant) => `    ${grant}`));
  }
  if (summary.services.length > 0) lines.push(`New AWS services: ${summary.services.join(", ")}`);
  lines.push(...summary.notes.map((note) => `Note: ${note}`));
  lines.push(...summary.problems.map((problem) => `Refused: ${problem}`));
  return `${lines.join("\n")}\n`;
}

function byAction({ changes }: ChangeSummary): (readonly [ResourceChange["action"], ResourceChange[]])[] {
  return actions
    .map((action) => [action, changes.filter((change) => change.action === action)] as const)
    .filter(([, list]) => list.length > 0);
}

function describe(change: ResourceChange): string {
  const { resource, because, properties } = change;
  const what = because.length > 0 ? `because of ${because.join(", ")}` : properties.join(", ");
  const loss = lossText(change);
  return [resource, what === "" ? "" : ` (${what})`, loss === "" ? "" : `: ${loss}`].join("");
}

function lossText({ loss, accepted }: ResourceChange): string {
  if (loss === undefined) return "";
  return `loses ${loss}${accepted === undefined ? "" : `; accepted: ${accepted.reason}`}`;
}

/** Holders with the same change. */
interface PermissionGroup extends Omit<PermissionChange, "holder"> {
  holders: string[];
}

/** Lists the same change of several holders once. */
function grouped(permissions: readonly PermissionChange[]): PermissionGroup[] {
  const groups = new Map<string, PermissionGroup>();
  for (const { holder, ...change } of permissions) {
    const key = JSON.stringify(change);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...change, holders: [holder] });
    else group.holders.push(holder);
  }
  return [...groups.values()];
}

function holdersOf({ holders }: PermissionGroup): string {
  const rest = holders.length - SHOWN_HOLDERS;
  return rest <= 0
    ? holders.join(", ")
    : `${holders.slice(0, SHOWN_HOLDERS).join(", ")} and ${String(rest)} more`;
}

function grants({ added, removed }: PermissionGroup): string[] {
  const all = [...removed.map((grant) => `- ${grant}`), ...added.map((grant) => `+ ${grant}`)];
  const shown = all.slice(0, SHOWN);
  return shown.length < all.length ? [...shown, `… ${String(all.length - shown.length)} more`] : shown;
}
