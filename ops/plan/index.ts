/** What the release of this checkout will do to a stage, for the people who approve it. */
import * as fs from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { runPreflight, type CheckReport } from "../checks";
import { Ledger } from "../operations/ledger";
import { OperationsTable } from "../operations/table";
import {
  checksOf,
  collectReport,
  commentMarkdown,
  emptyReport,
  hasFailed,
  liveChange,
  type PullRequestReport,
} from "../pull-request";
import { onStage } from "../release/open";
import { programOf } from "../release/program";
import type { SavedPlan } from "../release/saved-plan";
import type { Evidence } from "../release/services";
import { ReleaseStack } from "../release/stack";
import { resolveRef } from "../stages/older-program";

/** What {@link makePlan} needs. */
export interface PlanOptions extends Evidence {
  progress: Progress;
  /** Only previews the stage: no checks, no rehearsal and no plan to release. Default: false. */
  liveOnly?: boolean;
}

/** What a release will do. */
export interface Plan {
  stage: string;
  report: PullRequestReport;
  /** What the release compares its own preview with. Absent for `liveOnly`. */
  saved?: SavedPlan;
  /** Whether a release would be refused, or its rehearsal failed. */
  failed: boolean;
}

/**
 * Checks a stage as a release does, previews the release on it, and rehearses the upgrade from the commit that serves
 * there, with its migrations. It changes nothing.
 * @throws UserError when it cannot begin: unknown stage, credentials of another account, changes that are not committed.
 */
export async function makePlan(stack: string, options: PlanOptions): Promise<Plan> {
  const { progress, liveOnly = false, hotfix } = options;
  const found = await onStage(stack, progress, async (stage, signal) => {
    const program = programOf(stage);
    const base = liveOnly ? undefined : await baseOf(new Ledger(OperationsTable.of(stage)));
    let checks: CheckReport["checks"] = [];
    if (!liveOnly) {
      progress.step(`Checking ${stage.name} before a deployment`);
      // The preview below runs the policy pack, with every rule mandatory.
      const report = await runPreflight(stage, { ...options, signal, skip: ["policies"] });
      checks = report.checks.filter(({ name }) => name !== "policies");
    }
    progress.step(`Previewing ${stage.name}`);
    const at = new Date().toISOString();
    const { plan, summary } = await new ReleaseStack(stage, progress, signal).preview("plan");
    return { program, stage: stage.name, base, checks, at, planned: plan.planned, summary };
  });
  const { program, stage, base, checks, at, planned, summary } = found;
  const { commit, version } = program;
  // Last: it removes the credentials from the environment.
  const rehearsed =
    base === undefined
      ? emptyReport(commit)
      : await collectReport({ against: base, stages: [stage], progress });
  const report: PullRequestReport = {
    ...rehearsed,
    live: [liveChange(stage, summary)],
    checks: checksOf(checks),
    ...(hotfix !== undefined && { hotfix }),
  };
  return {
    stage,
    report,
    failed: hasFailed(report),
    ...(!liveOnly && { saved: { format: 1, stage, commit, version, at, changes: [...planned] } }),
  };
}

/** The commit that serves; before the first release, that of the checkout. @throws UserError when it is not here. */
async function baseOf(ledger: Ledger): Promise<string> {
  const commit = (await ledger.current())?.commit ?? "HEAD";
  return resolveRef(repoRoot, commit).commit;
}

/** The plan as people read it. */
export function planMarkdown({ stage, report }: Plan): string {
  return commentMarkdown(report, { heading: `What this release does to ${stage}` });
}

/** Writes `report.json`, `report.md` and, unless it is for a pull request, `plan.json`. */
export function savePlan(plan: Plan, folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  write("report.json", json(plan.report));
  write("report.md", planMarkdown(plan));
  if (plan.saved !== undefined) write("plan.json", json(plan.saved));
}
