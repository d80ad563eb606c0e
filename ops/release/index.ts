import type { Progress } from "../../common/progress";
import type { Release } from "../operations/ledger";
import { onStage, operationOn } from "./open";
import type { DeploymentPlan } from "./platform";
import { programOf } from "./program";
import type { Program } from "./record";
import { release } from "./release";
import { readPlan } from "./saved-plan";
import { services, type Evidence } from "./services";
import { releaseSettings } from "./settings";

export { releasePlanText, releaseText } from "./text";
export { hasBegun } from "./undo";

/** What a release would do. Serializable as JSON. */
export interface ReleasePlan {
  program: Program;
  /** Problems that the checks before a release found. */
  preflight: readonly string[];
  plan: DeploymentPlan;
}

/** How to release. */
export interface ReleaseOptions extends Evidence {
  /** File of the plan that was approved. Default: none. */
  plan?: string | undefined;
}

/** Releases the program of this checkout to a stage. See docs/operations.md. */
export function runRelease(
  stack: string,
  progress: Progress,
  { plan, ...evidence }: ReleaseOptions = {},
): Promise<Release> {
  return onStage(stack, progress, (stage, signal) => {
    const [program, settings] = [programOf(stage), releaseSettings(stage)];
    const approved = plan === undefined ? undefined : readPlan(plan, stage.name, program);
    const operation = operationOn(stage, signal, progress, services, evidence);
    return release({ ...operation, program, settings, approved, hotfix: evidence.hotfix });
  });
}

/** Checks and previews what {@link runRelease} would do. Changes nothing. */
export function planRelease(
  stack: string,
  progress: Progress,
  evidence: Evidence = {},
): Promise<ReleasePlan> {
  return onStage(stack, progress, async (stage, signal) => {
    const program = programOf(stage);
    const platform = operationOn(stage, signal, progress, services, evidence).platform(signal);
    const preflight = await platform.preflight();
    return { program, preflight, plan: await platform.preview("dry-run") };
  });
}
