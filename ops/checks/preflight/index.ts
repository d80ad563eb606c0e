import type { Progress } from "../../../common/progress";
import { repoRoot } from "../../../common/paths";
import { runStage } from "../../../infra/offline/stage";
import { headCommit } from "../../stages/commit";
import type { Stage } from "../../stages/stage";
import { refuseUnknownChecks, runChecks, type Check, type CheckReport, type Choice } from "../check";
import { budget } from "./budget";
import { concurrency } from "./concurrency";
import { config } from "./config";
import type { PreflightContext } from "./context";
import { costTag } from "./cost-tag";
import { deployRole } from "./deploy-role";
import { email } from "./email";
import { history } from "./history";
import { lint } from "./lint";
import { permissions } from "../permissions";
import { migrations } from "./migrations";
import { policies } from "./policies";
import { secrets } from "./secrets";
import { stageBefore } from "./stage-before";
import { tests } from "./tests";
import { textMessages } from "./text-messages";

/** All checks before a deployment, in the order of the report. */
export const preflightChecks: readonly Check<PreflightContext>[] = [
  tests,
  lint,
  history,
  stageBefore,
  config,
  secrets,
  policies,
  permissions,
  deployRole,
  migrations,
  concurrency,
  textMessages,
  email,
  budget,
  costTag,
];

/** @throws UserError for a name that is not a check. */
export function refuseUnknownPreflight(choice: Choice): void {
  refuseUnknownChecks(preflightChecks, choice);
}

/** Options of {@link runPreflight}. */
export interface PreflightOptions extends Choice {
  signal: AbortSignal;
  progress: Progress;
  /** Saved `npm run report -- --json` of the stage before, when that is in another account. */
  released?: string | undefined;
  /** Why this does not wait for a release on the stage before: only that check is skipped. */
  hotfix?: string | undefined;
}

/**
 * Runs the checks before a deployment. It changes nothing.
 * @throws UserError for the name of a check that does not exist, and outside of a git checkout.
 */
export async function runPreflight(stage: Stage, options: PreflightOptions): Promise<CheckReport> {
  const { signal, progress, released, hotfix, only, skip } = options;
  const commit = await headCommit();
  let registered: ReturnType<typeof runStage> | undefined;
  const context: PreflightContext = {
    ...{ stage, commit, signal, progress, released, hotfix },
    ...{ env: process.env, checkout: repoRoot },
    program: () => (registered ??= runStage(stage.name, stage.projectDir)),
  };
  const checks = await runChecks(preflightChecks, context, { only, skip });
  return {
    command: "preflight",
    stage: stage.name,
    commit: commit.commit,
    passed: checks.every(({ outcome }) => outcome !== "failed"),
    checks,
  };
}
