import { UserError } from "../../../common/errors";
import type { Progress } from "../../../common/progress";
import { healthSince } from "../../health";
import { Ledger } from "../../operations/ledger";
import { OperationsTable } from "../../operations/table";
import { headCommit } from "../../stages/commit";
import type { Stage } from "../../stages/stage";
import { refuseUnknownChecks, runChecks, type Check, type CheckReport, type Choice } from "../check";
import { permissions } from "../permissions";
import { alarms } from "./alarms";
import type { PostflightContext } from "./context";
import { cost } from "./cost";
import { documents } from "./documents";
import { errorLogs } from "./error-logs";
import { invocations } from "./invocations";
import { serverErrors } from "./server-errors";
import { smoke } from "./smoke";

/** All checks after a deployment, in the order of the report. */
export const postflightChecks: readonly Check<PostflightContext>[] = [
  smoke,
  errorLogs,
  serverErrors,
  invocations,
  alarms,
  permissions,
  cost,
  documents,
];

/** @throws UserError for a name that is not a check. */
export function refuseUnknownPostflight(choice: Choice): void {
  refuseUnknownChecks(postflightChecks, choice);
}

/** When the release that serves began to. @throws UserError for a stage without a release. */
export async function servesSince(stage: Stage): Promise<Date> {
  const release = await new Ledger(OperationsTable.of(stage)).current();
  if (release === undefined)
    throw new UserError(
      `the stage "${stage.name}" has no release on record`,
      "Say when it was deployed: --since <time>, e.g. --since 2026-11-01T10:00:00Z",
    );
  return new Date(release.startedAt);
}

/** Options of {@link runPostflight}. */
export interface PostflightOptions extends Choice {
  /** When the deployment began to serve. */
  since: Date;
  signal: AbortSignal;
  progress: Progress;
}

/**
 * Runs the checks after a deployment. It changes nothing but the smoke test's user, which that removes again.
 * @throws UserError for the name of a check that does not exist, and outside of a git checkout.
 */
export async function runPostflight(stage: Stage, options: PostflightOptions): Promise<CheckReport> {
  const { signal, progress, since, only, skip } = options;
  const commit = await headCommit();
  let read: ReturnType<typeof healthSince> | undefined;
  const health = () => (read ??= healthSince(stage, since, { signal }));
  const context: PostflightContext = { stage, commit, signal, progress, since, health };
  const checks = await runChecks(postflightChecks, context, { only, skip });
  return {
    command: "postflight",
    stage: stage.name,
    commit: commit.commit,
    passed: checks.every(({ outcome }) => outcome !== "failed"),
    checks,
  };
}
