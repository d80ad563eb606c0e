import { actions, type ChangeSummary, type ResourceChange } from "./judge";
import type { PermissionChange } from "./permissions";
import { nameOf } from "./preview";

/** Most resources of an action, and most permissions of a holder, that the text lists. */
const SHOWN = 15;

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
    // All of them where something may be lost.
    const shown = action === "replace" || action === "delete" ? changes : changes.slice(0, SHOWN);
    lines.push(...shown.map((change) => `  ${past[action]} ${describe(change)}`));
    if (shown.length < changes.length)
      lines.push(`  … ${String(changes.length - shown.length)} more ${past[action]}`);
  }
  if (summary.permissions.length > 0) lines.push("Permissions:");
  for (const group of grouped(summary.permissions)) {
    lines.push(`  ${holdersOf(group)} (${group.kind})`, ...grants(group).map((grant) => `    ${grant}`));
  }
  lines.push(
    ...summary.policies.map(
      ({ policy, level, urn, message }) =>
        `Policy ${policy} (${level}): ${urn === undefined ? "" : `${nameOf(urn)}: `}${message}`,
    ),
  );
  lines.push(...summary.notes.map((note) => `Note: ${note}`));
  lines.push(...summary.problems.map((problem) => `Refused: ${problem}`));
  return `${lines.join("\n")}\n`;
}

/** The summary as Markdown, for a comment on a pull request. @param heading e.g. `prod`. */
export function renderMarkdown(summary: ChangeSummary, heading: string): string {
  const parts = [`### ${heading}: ${countsText(summary)}`];
  parts.push(
    ...section(
      "Refused",
      summary.problems.map((problem) => `- ❌ ${escape(problem)}`),
    ),
  );
  for (const [action, changes] of byAction(summary)) {
    const rows = changes.map(
      (change) =>
        `| ${code(change.resource)} | ${[...(change.because.length > 0 ? change.because : change.properties)].map(code).join(", ")} | ${escape(lossText(change))} |`,
    );
    const table = ["| resource | changes | loss |", "| --- | --- | --- |", ...rows].join("\n");
    const title = `${String(changes.length)} ${past[action]}`;
    const open = action === "replace" || action === "delete";
    parts.push(open ? `#### ${title}\n\n${table}` : folded(title, table));
  }
  if (summary.permissions.length > 0) {
    const list = grouped(summary.permissions).map(
      (group) =>
        `**${escape(holdersOf(group, Infinity))}** (${group.kind})\n\n\`\`\`diff\n${grants(group, Infinity).join("\n")}\n\`\`\``,
    );
    parts.push(folded(`Permissions: ${String(summary.permissions.length)} changes`, list.join("\n\n")));
  }
  parts.push(
    ...section(
      "Policies",
      summary.policies.map(
        ({ policy, level, urn, message }) =>
          `- ${level === "mandatory" ? "❌" : "⚠️"} ${code(policy)}${urn === undefined ? "" : ` ${code(nameOf(urn))}`}: ${escape(message.split("\n").slice(0, 2).join(" "))}`,
      ),
    ),
    ...section(
      "Notes",
      summary.notes.map((note) => `- ${escape(note)}`),
    ),
  );
  return `${parts.join("\n\n")}\n`;
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
  return `loses ${loss.what}${accepted === undefined ? "" : `; accepted: ${accepted.reason}`}`;
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

function holdersOf({ holders }: PermissionGroup, most = 3): string {
  const rest = holders.length - most;
  return rest <= 0 ? holders.join(", ") : `${holders.slice(0, most).join(", ")} and ${String(rest)} more`;
}

function grants({ added, removed }: Omit<PermissionChange, "holder">, most = SHOWN): string[] {
  const all = [...removed.map((grant) => `- ${grant}`), ...added.map((grant) => `+ ${grant}`)];
  const shown = all.slice(0, most);
  return shown.length < all.length ? [...shown, `… ${String(all.length - shown.length)} more`] : shown;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`#### ${title}\n\n${lines.join("\n")}`];
}

function folded(title: string, text: string): string {
  return `<details><summary>${title}</summary>\n\n${text}\n\n</details>`;
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

/** Keeps names of resources from opening tags or ending table cells. */
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "\\|").replaceAll("\n", " ");
}
