import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import type { Commit } from "../stages/commit";
import { withAwsErrors } from "../stages/aws-errors";
import type { Stage } from "../stages/stage";

/** `warning`: a person should look at it, but it stops nothing. `skipped`: it was left out, or it cannot run there. */
export type Outcome = "passed" | "failed" | "warning" | "skipped";

/** How a check ended. */
export interface Result {
  outcome: Outcome;
  /** What was found, or why it was skipped. */
  reason?: string;
  /** What to do about it. */
  next?: string;
}

/** A check before or after a deployment. */
export interface Check<Context> {
  /** As in `--only` and `--skip`. */
  name: string;
  /** What must be true for it to pass, for the help. */
  summary: string;
  run(context: Context): Promise<Result>;
}

/** What every check works with. */
export interface CheckContext {
  stage: Stage;
  /** The commit that is checked out. */
  commit: Commit;
  signal: AbortSignal;
  progress: Progress;
}

/** A check with its result. */
export interface CheckResult extends Result {
  name: string;
  seconds: number;
}

/** The results of all checks. */
export interface CheckReport {
  command: "preflight" | "postflight";
  stage: string;
  commit: string;
  /** Whether no check failed. Warnings and skipped checks do not count. */
  passed: boolean;
  /** In the order of the help. */
  checks: CheckResult[];
}

/** Which checks run. Names that do not exist are refused. */
export interface Choice {
  /** Default: all. */
  only?: readonly string[] | undefined;
  /** Default: none. */
  skip?: readonly string[] | undefined;
}

export const passed = (reason?: string): Result => ({ outcome: "passed", ...(reason && { reason }) });
export const failed = (reason: string, next: string): Result => ({ outcome: "failed", reason, next });
export const warning = (reason: string, next: string): Result => ({ outcome: "warning", reason, next });
export const skipped = (reason: string): Result => ({ outcome: "skipped", reason });

/** The result of a check that needs what the local cloud lacks. @param what e.g. `Cost Explorer`. */
export const notLocal = (what: string): Result => skipped(`the local cloud has no ${what}`);

/** @throws UserError for a name that is not a check. */
export function refuseUnknownChecks(checks: readonly Check<never>[], { only = [], skip = [] }: Choice): void {
  const names = checks.map(({ name }) => name);
  for (const name of [...only, ...skip])
    if (!names.includes(name)) throw new UserError(`unknown check "${name}"`, `Checks: ${names.join(", ")}`);
}

/** Runs checks in parallel. A check that AWS or a wrong setting stops has failed; the others still run. */
export async function runChecks<Context extends CheckContext>(
  checks: readonly Check<Context>[],
  context: Context,
  choice: Choice,
): Promise<CheckResult[]> {
  refuseUnknownChecks(checks, choice);
  return Promise.all(
    checks.map(async (check) => {
      const { name } = check;
      const started = performance.now();
      const result = leftOut(name, choice) ?? (await guarded(() => check.run(context)));
      context.signal.throwIfAborted();
      context.progress.detail(`${name}: ${result.outcome}`);
      return { name, ...result, seconds: (performance.now() - started) / 1_000 };
    }),
  );
}

function leftOut(name: string, { only, skip = [] }: Choice): Result | undefined {
  if (skip.includes(name)) return skipped("left out by --skip");
  if (only !== undefined && !only.includes(name)) return skipped("left out by --only");
  return undefined;
}

async function guarded(run: () => Promise<Result>): Promise<Result> {
  try {
    return await withAwsErrors(run, "Look whether your role has the permission, then run the command again.");
  } catch (error) {
    if (error instanceof UserError) return failed(error.message, error.remedy);
    throw error;
  }
}
