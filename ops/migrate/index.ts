import type { Progress } from "../../common/progress";
import type { Stage } from "../stages/stage";
import { environmentOf } from "./environment";
import type { Phase } from "./migration";
import { toRun } from "./plan";
import { MigrationRecords } from "./records";
import { runPending } from "./run";

export { dryRun } from "./dry-run";
export { environmentOf, UNITS_PER_SECOND } from "./environment";
export { newMigration } from "./files";
export { phases, type Phase } from "./migration";
export { runPending } from "./run";
export { status } from "./status";
export { dryRunText, runText, statusText } from "./text";

/**
 * The migrations that are to run on a stage, in their order. All of them before the first deployment.
 * @throws UserError when the stage has seen migrations that this checkout does not have, or has otherwise.
 */
export async function pendingMigrations(stage: Stage): Promise<{ name: string; phase: Phase }[]> {
  const { files, operations } = await environmentOf(stage);
  const known = (await new MigrationRecords(operations).known()) ?? [];
  return toRun(files, known).map(({ name, migration: { phase } }) => ({ name, phase }));
}

/**
 * Runs the pending migrations of a phase, and an interrupted one.
 * @returns the names of those that ran.
 * @throws UserError when nothing was changed, Failure when one stopped: the next run continues it.
 */
export async function runMigrations(
  stage: Stage,
  options: { phase: Phase; signal: AbortSignal; progress: Progress },
): Promise<string[]> {
  const { ran } = await runPending(await environmentOf(stage), options);
  return ran.map(({ name }) => name);
}
