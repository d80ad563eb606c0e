import type { Progress } from "../../common/progress";
import type { Release } from "../operations/ledger";
import { onStage, operationOn } from "../release/open";
import { planRollback, rollback, type RollbackPlan } from "./rollback";

export type { RollbackPlan } from "./rollback";
export { releaseText, rollbackPlanText } from "../release/text";

/** Returns a stage to an earlier release. See docs/operations.md. */
export function runRollback(stack: string, to: string | undefined, progress: Progress): Promise<Release> {
  return onStage(stack, progress, (stage, signal) =>
    rollback({ ...operationOn(stage, signal, progress), to }),
  );
}

/** Says what {@link runRollback} would do. Changes nothing. */
export function showRollback(
  stack: string,
  to: string | undefined,
  progress: Progress,
): Promise<RollbackPlan> {
  return onStage(stack, progress, (stage, signal) =>
    planRollback({ ...operationOn(stage, signal, progress), to }),
  );
}
