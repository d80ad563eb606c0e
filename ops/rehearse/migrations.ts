import { silentProgress } from "../../common/progress";
import { environmentOf, runPending } from "../migrate";
import type { MigrationFile } from "../migrate/files";
import { toRun } from "../migrate/plan";
import { MigrationRecords, type MigrationRecord } from "../migrate/records";
import { takeLock } from "../operations/lock";
import { stageOfCloud, type Stage } from "../stages/stage";
import type { PreparedStage } from "./account";
import type { Place } from "./journeys";
import type { Recorder } from "./recorder";
import { checkSurvival, type BeforeUpgrade } from "./upgrade";

/** The migrations of an upgrade. */
export interface UpgradeMigrations {
  /** The older program, for the report. */
  ref: string;
  /** Migrations of the newer program. */
  files: readonly MigrationFile[];
  /** Fingerprints of the migrations of the older program by name: they have run on the stage. */
  known: ReadonlyMap<string, string>;
}

/**
 * Runs the migrations that only the newer program has, in the order of a release, on an upgraded stage with data. Looks
 * for the data before and after each. Stops at the first failure.
 */
export async function rehearseMigrations(
  recorder: Recorder,
  upgraded: PreparedStage & { place: Place },
  before: BeforeUpgrade,
  { ref, files, known }: UpgradeMigrations,
): Promise<void> {
  const stage = stageOfCloud(upgraded.cloud);
  let pending: MigrationFile[] = [];
  const continues = await recorder.step(`the migrations continue those of ${ref}`, async () => {
    pending = toRun(files, await recordKnown(stage, known));
    return pending.map(({ name, migration: { phase } }) => `pending: ${name} (${phase})`);
  });
  if (!continues) return;
  const check = (after: string, removes: boolean, last: boolean): Promise<boolean> =>
    checkSurvival(recorder, upgraded, upgraded.place, before, { after, removes, last });
  if (!(await check("the upgrade", false, pending.length === 0))) return;
  for (const [index, { name, migration }] of pending.entries()) {
    const { phase } = migration;
    // Without those that come later: a run takes all of its phase.
    const now = files.filter((file) => !pending.slice(index + 1).includes(file));
    const ran = await recorder.step(`the migration ${name} runs (${phase})`, () => run(stage, now, recorder));
    const last = index === pending.length - 1;
    if (!ran || !(await check(name, phase === "contract", last))) return;
  }
}

/** Writes to the ledger what the older program has run. @returns all records. */
async function recordKnown(stage: Stage, known: ReadonlyMap<string, string>): Promise<MigrationRecord[]> {
  const { operations } = await environmentOf(stage);
  const records = new MigrationRecords(operations);
  const lease = await takeLock(operations, "migrate");
  try {
    await lease.write([...known].map(([name, hash]) => records.put(done(name, hash))));
  } finally {
    await lease.release();
  }
  return records.all();
}

function done(name: string, hash: string): MigrationRecord {
  const at = new Date(0).toISOString();
  return {
    ...{ name, hash, phase: "expand", status: "done", segments: 1, backups: {} },
    ...{ by: "a release before", startedAt: at, endedAt: at },
  };
}

async function run(stage: Stage, files: readonly MigrationFile[], { signal }: Recorder): Promise<string[]> {
  const environment = { ...(await environmentOf(stage)), files };
  const { ran } = await runPending(environment, { signal, progress: silentProgress });
  return ran.map(({ scanned, changed }) => `${String(scanned)} items scanned, ${String(changed)} changed`);
}
