import { paginateScan, type TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { toItem } from "../../functions/shared/dynamo";
import { describePart, toPart } from "./changes";
import { contextOf, keysOf, type Environment } from "./environment";
import type { MigrationFile } from "./files";
import type { MigrationContext, ScanMigration } from "./migration";
import type { RunOptions } from "./run";
import { ofPhase, toRun } from "./plan";
import { MigrationRecords } from "./records";
import type { DryRun, DryRunReport } from "./report";

/**
 * What the pending migrations would do to the data as it is now. Writes nothing, and takes no lock.
 * @throws UserError as a run does.
 */
export async function dryRun(environment: Environment, options: RunOptions): Promise<DryRunReport> {
  const known = await new MigrationRecords(environment.operations).all();
  const migrations: DryRun[] = [];
  for (const file of ofPhase(toRun(environment.files, known), known, options.phase)) {
    options.progress.step(`Reading what ${file.name} would change`);
    migrations.push(await tryOut(file, environment, options));
  }
  return { stage: environment.stage, migrations };
}

async function tryOut(
  { name, migration }: MigrationFile,
  environment: Environment,
  options: RunOptions,
): Promise<DryRun> {
  const context = contextOf(environment, options);
  const { summary, phase } = migration;
  const run: DryRun = {
    ...{ name, summary, phase, scanned: 0, changes: 0, samples: {}, units: context.dynamo.consumed },
  };
  const note = (part: TransactWriteItem): void => {
    run.changes++;
    const what = describePart(part);
    run.samples[what] = (run.samples[what] ?? 0) + 1;
  };
  if ("change" in migration) {
    for await (const part of partsOf(migration, context)) {
      run.scanned++;
      if (part !== undefined) note(part);
      options.progress.detail(`${String(run.scanned)} items scanned, ${String(run.changes)} to change`);
    }
  } else {
    (await migration.next(context)).forEach(note);
  }
  return run;
}

/** For each item of the table its change, if it has one. */
async function* partsOf(
  migration: ScanMigration,
  context: MigrationContext,
): AsyncGenerator<TransactWriteItem | undefined> {
  const TableName = context.table(migration.table);
  const keys = await keysOf(context, migration.table);
  for await (const { Items = [] } of paginateScan({ client: context.dynamo }, { TableName })) {
    context.signal.throwIfAborted();
    for (const item of Items) {
      const change = migration.change(toItem(item) ?? {});
      const Key = Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)));
      yield change === undefined ? undefined : toPart(change, { TableName, Key });
    }
  }
}
