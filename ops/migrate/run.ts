import { DynamoDBClient, DynamoDBServiceException } from "@aws-sdk/client-dynamodb";
import { MigrationError, Umzug } from "umzug";

import { Failure, UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import { takeLock, thisProcess, type Lease } from "../operations/lock";
import { ensureBackup } from "./backup";
import { contextOf, keysOf, tablesOf, type Environment } from "./environment";
import type { MigrationFile } from "./files";
import type { Phase } from "./migration";
import { ofPhase, toRun } from "./plan";
import { MigrationRecords, type MigrationRecord } from "./records";
import type { MigrationRun, RunReport } from "./report";
import { runSteps, scanSegment, type Segment } from "./segment";
import { MigrationStorage } from "./storage";

/** Segments of a scan. */
const SEGMENTS = 4;

/** How to run migrations. */
export interface RunOptions {
  /** Default: both. */
  phase?: Phase | undefined;
  /** Continue the interrupted one, and start no other. Default: false. */
  resume?: boolean;
  /** Default: {@link UNITS_PER_SECOND}. */
  unitsPerSecond?: number | undefined;
  /** Clock of the lock, ms. Default: the system's. */
  now?: () => number;
  signal: AbortSignal;
  progress: Progress;
}

/**
 * Runs the pending migrations of a stage.
 * @throws UserError when nothing was changed: the lock is held, the checkout is older, a table has no backup.
 * @throws Failure when one stopped or was not verified: the next run continues it.
 */
export async function runPending(environment: Environment, options: RunOptions): Promise<RunReport> {
  const { now = Date.now } = options;
  const lease = await takeLock(environment.operations, "migrate", { now });
  try {
    return { stage: environment.stage, ran: await new Run(environment, options, lease).all() };
  } finally {
    await lease.release();
  }
}

/** A run of the pending migrations, under the lock. */
class Run {
  private readonly records: MigrationRecords;
  private readonly signal: AbortSignal;
  private readonly ran: MigrationRun[] = [];
  /** Whether anything was written. */
  private began = false;

  constructor(
    private readonly environment: Environment,
    private readonly options: RunOptions,
    private readonly lease: Lease,
  ) {
    this.records = new MigrationRecords(environment.operations);
    this.signal = AbortSignal.any([options.signal, lease.signal]);
  }

  async all(): Promise<MigrationRun[]> {
    try {
      const known = await this.records.all();
      const files = this.choose(known);
      const started = new Map(known.map((record) => [record.name, record]));
      const backups = await this.backups(files.filter(({ name }) => !started.has(name)));
      const umzug = new Umzug({
        migrations: files.map((file) => ({
          name: file.name,
          up: () => this.migrate(file, started.get(file.name), backups),
        })),
        storage: new MigrationStorage(this.records, this.lease),
        logger: undefined,
      });
      await umzug.up({ migrations: files.map(({ name }) => name) });
      return this.ran;
    } catch (error) {
      throw this.stopped(error);
    }
  }

  private choose(known: readonly MigrationRecord[]): MigrationFile[] {
    const { phase, resume = false } = this.options;
    const pending = toRun(this.environment.files, known);
    if (!resume) return ofPhase(pending, known, phase);
    const interrupted = pending.filter(({ name }) => known.some((record) => record.name === name));
    if (interrupted.length > 0) return interrupted;
    throw new UserError("no migration was interrupted", "Run the pending ones with `up`.");
  }

  /** By the physical name of the table. Made before anything is written. */
  private async backups(files: readonly MigrationFile[]): Promise<Record<string, string>> {
    const { environment, signal, options } = this;
    const dynamo = new DynamoDBClient(environment.config);
    const backups: Record<string, string> = {};
    for (const { name, migration } of files)
      for (const table of tablesOf(migration).map((thing) => environment.table(thing)))
        backups[table] ??= await ensureBackup(dynamo, table, {
          ...{ label: name, signal, progress: options.progress },
        });
    return backups;
  }

  private async migrate(
    file: MigrationFile,
    started: MigrationRecord | undefined,
    backups: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { name, migration } = file;
    const { signal, lease, records, environment, options } = this;
    const begun = Date.now();
    const record = await this.begin(file, started, backups);
    const context = contextOf(environment, { ...options, signal });
    const done = { scanned: 0, changed: 0 };
    const part = (segment: number): Segment => ({
      ...{ name, segment, segments: record.segments, records, lease, context },
      written(scanned, changed) {
        done.scanned += scanned;
        done.changed += changed;
        options.progress.detail(`${String(done.scanned)} items scanned, ${String(done.changed)} changed`);
      },
    });
    if ("change" in migration) {
      const keys = await keysOf(context, migration.table);
      await allOrNone(record.segments, signal, (segment, stop) => {
        const segmentPart = part(segment);
        return scanSegment(migration, keys, { ...segmentPart, context: { ...context, signal: stop } });
      });
    } else await runSteps(migration, part(0));

    options.progress.step(`Verifying ${name}`);
    const problems = await migration.verify(context);
    if (problems.length > 0) {
      await lease.write(records.forget(name, record.segments));
      throw new Failure(
        [`the migration ${name} ran, but its data is not as it should be:`, ...problems].join("\n  "),
        "Find the cause. The next run looks at every item again, also after you have corrected the migration.",
      );
    }
    const { scanned, changed } = await records.totals(record);
    const seconds = (Date.now() - begun) / 1000;
    this.ran.push({
      name,
      phase: migration.phase,
      scanned,
      changed,
      units: context.dynamo.consumed,
      seconds,
    });
  }

  /** Writes the start to the ledger, and takes the segments over from an earlier holder of the lock. */
  private async begin(
    { name, hash, migration }: MigrationFile,
    started: MigrationRecord | undefined,
    backups: Readonly<Record<string, string>>,
  ): Promise<MigrationRecord> {
    const { lease, records, environment, options } = this;
    this.began = true;
    let record = started;
    if (record?.hash === hash) {
      options.progress.step(`Continuing ${name}`);
    } else {
      options.progress.step(`Running ${name}: ${migration.summary}`);
      if (record !== undefined)
        options.progress.warn(`${name} was edited since it was interrupted: it looks at every item again`);
      const tables = tablesOf(migration).map((table) => [table, backups[environment.table(table)] ?? ""]);
      record = {
        ...{ name, hash, phase: migration.phase, status: "running" },
        segments: "change" in migration ? SEGMENTS : 1,
        backups: started?.backups ?? (Object.fromEntries(tables) as Record<string, string>),
        ...{ by: thisProcess(), startedAt: new Date().toISOString() },
      };
      const segments = Math.max(record.segments, started?.segments ?? 0);
      await lease.write([records.put(record), ...records.forget(name, segments)]);
    }
    await lease.write(
      Array.from({ length: record.segments }, (_, segment) => records.claim(name, segment, lease)),
    );
    return record;
  }

  /** What stopped a migration, in the user's words where it was no fault of the program. */
  private stopped(error: unknown): unknown {
    const cause: unknown = error instanceof MigrationError ? error.cause : error;
    const reason: unknown = this.signal.aborted ? this.signal.reason : cause;
    if (reason instanceof UserError) return reason;
    if (this.signal.aborted) return new Failure("interrupted", "Nothing is lost. Continue with `resume`.");
    if (!this.began || !(reason instanceof DynamoDBServiceException)) return reason;
    return new Failure(
      `the migration stopped: DynamoDB refused: ${reason.name}: ${reason.message}`,
      "Nothing is lost. Remove the cause, then continue with `resume`.",
    );
  }
}

/** Runs all segments. When one fails, the others stop before their next transaction, and then the failure is thrown. */
async function allOrNone(
  segments: number,
  signal: AbortSignal,
  run: (segment: number, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  await Promise.all(
    Array.from({ length: segments }, (_, segment) =>
      run(segment, stop).catch((error: unknown) => failed.abort(error)),
    ),
  );
  stop.throwIfAborted();
}
