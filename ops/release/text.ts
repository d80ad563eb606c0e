import type { Release } from "../operations/ledger";
import type { RollbackPlan } from "../rollback/rollback";
import type { ReleasePlan } from "./index";
import type { DeploymentPlan } from "./platform";
import { hasBegun } from "./undo";

/** The end of a release or a rollback, for a terminal. */
export function releaseText(release: Release): string {
  const {
    id,
    kind,
    status,
    version,
    commit,
    by,
    startedAt,
    endedAt = startedAt,
    reason,
    to,
    hotfix,
  } = release;
  const seconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  const lines = [
    `${kind} ${id}: ${status}`,
    `  version ${version} (${commit.slice(0, 7)}), by ${by}, in ${String(seconds)} s`,
    ...(to === undefined ? [] : [`  returns to ${to}`]),
    ...(hotfix === undefined ? [] : [`  hotfix: ${hotfix}`]),
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...(hasBegun(release) ? [] : ["  Nothing was changed."]),
  ];
  return `${lines.join("\n")}\n`;
}

/** What a release would do. */
export function releasePlanText({ program, preflight, plan }: ReleasePlan): string {
  const { problems, removed, abrupt, services } = plan;
  const lines = [
    `release of version ${program.version} (${program.commit.slice(0, 7)}): ${countsText(plan.changes)}`,
    ...[...preflight, ...problems].map((problem) => `  refused: ${problem}`),
    ...removed.map((resource) => `  removed, and a rollback is not possible then: ${resource}`),
    ...(abrupt === undefined ? [] : [`  not gradual: ${abrupt}`]),
    ...(services.length === 0 ? [] : [`  new AWS services: ${services.join(", ")}`]),
    "Nothing was changed.",
  ];
  return `${lines.join("\n")}\n`;
}

/** What a rollback would do. */
export function rollbackPlanText({ to, unfinished, aliases, changes }: RollbackPlan): string {
  const moved = aliases.filter((alias) => alias.from !== alias.to);
  const lines = [
    `rollback to ${to.id}, version ${to.version} (${to.commit.slice(0, 7)})`,
    ...(unfinished === undefined ? [] : [`  ends ${unfinished} first, which was interrupted`]),
    ...moved.map((alias) => `  ${alias.function}: ${alias.from} → ${alias.to}`),
    `  ${String(aliases.length - moved.length)} functions stay as they are`,
    `  then the program of that release: ${countsText(changes)}`,
    "Nothing was changed.",
  ];
  return `${lines.join("\n")}\n`;
}

/** e.g. `2 update, 80 same`. */
export function countsText(changes: DeploymentPlan["changes"]): string {
  return Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${String(count)} ${action}`)
    .join(", ");
}
