import { UserError } from "../../common/errors";
import type { MigrationFile } from "./files";
import { phases, type Phase } from "./migration";
import type { MigrationRecord } from "./records";

/**
 * The migrations that are still to run on a stage, in the order in which they run: an interrupted one, then those of
 * the phase `expand`, then those of `contract`, each in the order of their numbers.
 * @throws UserError when the stage has seen migrations that this checkout does not have, or has otherwise.
 */
export function toRun(files: readonly MigrationFile[], records: readonly MigrationRecord[]): MigrationFile[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  const missing = records.filter(({ name }) => !byName.has(name)).map(({ name }) => name);
  if (missing.length > 0)
    throw new UserError(
      `the stage has run migrations that this checkout does not have: ${missing.join(", ")}`,
      "Check out the commit that is released there, or a later one.",
    );
  const edited = records.filter(
    ({ name, status, hash }) => status === "done" && byName.get(name)?.hash !== hash,
  );
  if (edited.length > 0)
    throw new UserError(
      `migrations were edited after they ran: ${edited.map(({ name }) => name).join(", ")}`,
      "Restore their files in ops/migrations. Write a new migration for a correction.",
    );
  const status = new Map(records.map((record) => [record.name, record.status]));
  const rank = ({ name, migration }: MigrationFile): number =>
    status.get(name) === "running" ? -1 : phases.indexOf(migration.phase);
  return files.filter(({ name }) => status.get(name) !== "done").sort((a, b) => rank(a) - rank(b));
}

/**
 * Those of a phase; an interrupted one is always among them.
 * @param pending from {@link toRun}.
 * @throws UserError for `contract` while one of `expand` has not run.
 */
export function ofPhase(
  pending: readonly MigrationFile[],
  records: readonly MigrationRecord[],
  phase: Phase | undefined,
): MigrationFile[] {
  const started = new Set(records.map(({ name }) => name));
  if (phase === undefined) return [...pending];
  const before = pending.filter(({ name, migration }) => migration.phase === "expand" && !started.has(name));
  if (phase === "contract" && before.length > 0)
    throw new UserError(
      `migrations of the phase expand have not run yet: ${before.map(({ name }) => name).join(", ")}`,
      "Run them first: `up --phase expand`.",
    );
  return pending.filter(({ name, migration }) => migration.phase === phase || started.has(name));
}
