import type { Environment } from "./environment";
import { toRun } from "./plan";
import { MigrationRecords, type MigrationRecord } from "./records";
import type { MigrationState, StatusReport } from "./report";

/** The migrations of this checkout, and how far the stage is. @throws UserError for an older checkout. */
export async function status(environment: Environment, now = Date.now): Promise<StatusReport> {
  const { operations, files, stage } = environment;
  const records = new MigrationRecords(operations);
  const known = await records.all();
  toRun(files, known); // refuses a checkout that does not fit
  const held = Number((await operations.get("lock", "migrate"))?.["heldUntil"] ?? 0) >= now();
  const migrations = await Promise.all(
    files.map(async ({ name, migration: { summary, phase } }): Promise<MigrationState> => {
      const record = known.find((one) => one.name === name);
      if (record === undefined) return { name, summary, phase, status: "pending" };
      return { name, summary, phase, ...(await stateOf(records, record, held)) };
    }),
  );
  return { stage, migrations };
}

async function stateOf(records: MigrationRecords, record: MigrationRecord, held: boolean) {
  const { status: recorded, by, startedAt, endedAt, scanned = 0, changed = 0 } = record;
  if (recorded === "done")
    return {
      ...{ status: "done" as const, by, startedAt, scanned, changed },
      ...(endedAt && { endedAt }),
    };
  const current = held ? ("running" as const) : ("interrupted" as const);
  return { status: current, by, startedAt, ...(await records.totals(record)) };
}
