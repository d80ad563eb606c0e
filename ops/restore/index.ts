/** Restores a table to a point in time, beside the live one, and brings lost items back. */
import { setTimeout as sleep } from "node:timers/promises";

import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { Failure, UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import { isRestorable } from "../../infra/lib/deploy-permissions";
import { physicalName, thingOf } from "../../infra/lib/names";
import { MeteredClient } from "../migrate/capacity";
import { takeLock } from "../operations/lock";
import { OperationsTable } from "../operations/table";
import { withAwsErrors } from "../stages/aws-errors";
import { stackResources } from "../stages/engine";
import type { Stage } from "../stages/stage";
import { compareTables, type Difference, type Key } from "./compare";
import { copyBack } from "./copy";
import { restoredName } from "./names";

export { restoreText } from "./text";

/** Which items are copied back: those that are gone, or also those that have changed since. */
export const copyChoices = ["missing", "all"] as const;

/** What to restore. */
export interface RestoreOptions {
  /** Without project and stage, e.g. `users`. */
  table: string;
  /** Time of the data. */
  to: Date;
  /** Default: none, so that the tables are only compared. */
  copy?: (typeof copyChoices)[number];
  /** Keep the restored table after copying. Default: false. Without copying it is always kept. */
  keep?: boolean;
  /** Restore and write nothing. Default: false. */
  dryRun?: boolean;
  /** Capacity units per second for reading and writing both tables. Default: 500. */
  unitsPerSecond?: number;
}

/** What a restore found and did. It contains keys of items, and nothing else of them. */
export interface RestoreReport {
  stage: string;
  table: string;
  /** ISO 8601. */
  to: string;
  dryRun: boolean;
  /** Physical name of the restored table. */
  restored: string;
  /** Seconds until DynamoDB had restored it; absent: it existed, or nothing was restored. */
  restoreSeconds?: number;
  /** Absent in a dry run without a restored table. */
  difference?: Omit<Difference, "changed"> & { changed: Key[] };
  /** Items that were copied back; in a dry run, those that would be. */
  copied?: number;
  /** Keys of items that were not copied: somebody wrote them after they were compared. */
  newer?: Key[];
  /** Whether the restored table exists at the end. */
  kept: boolean;
}

const REMEDY = "Fix the cause and run the same command again to go on.";

/** Pause between two looks at a table, ms. DynamoDB restores in minutes to hours. */
const PAUSE = 5_000;

/**
 * Restores a table into a new one, compares it with the live one, and copies items back if asked to. Interrupted, it goes
 * on when it is called again with the same table and time: these name the restored table.
 * @throws UserError for an unknown table and a time that DynamoDB cannot restore.
 */
export async function restoreTable(
  stage: Stage,
  options: RestoreOptions,
  { signal, progress, pause = PAUSE }: { signal: AbortSignal; progress: Progress; pause?: number },
): Promise<RestoreReport> {
  const { table, to, copy, keep = false, dryRun = false, unitsPerSecond = 500 } = options;
  return withAwsErrors(async () => {
    await refuseUnknownTable(stage, table);
    const live = physicalName(table, stage.place);
    const restored = restoredName(table, to, stage.place);
    const lease = dryRun ? undefined : await takeLock(OperationsTable.of(stage), "restore");
    const stop = lease === undefined ? signal : AbortSignal.any([signal, lease.signal]);
    const client = new MeteredClient(stage.aws, { unitsPerSecond, signal: stop });
    let changing = false;
    try {
      const base = { stage: stage.name, table, to: to.toISOString(), dryRun, restored };
      const exists = (await statusOf(client, restored)) !== undefined;
      if (!exists) await refuseOtherTime(client, live, to);
      if (!exists && dryRun) return { ...base, kept: false };

      const start = Date.now();
      if (!exists) await startRestore(client, { live, restored, to }, progress);
      changing = !dryRun;
      await active(client, restored, { signal: stop, progress, pause });
      const seconds = exists ? {} : { restoreSeconds: Math.round((Date.now() - start) / 1000) };

      progress.step(`Comparing ${restored} with ${live}`);
      const found = await compareTables(client, { live, restored, keys: await keysOf(client, live) }, stop);
      const chosen = { missing: found.missing, changed: copy === "all" ? found.changed : [] };
      const difference = { ...found, changed: found.changed.map(({ key }) => key) };
      const report = { ...base, ...seconds, difference };
      if (copy === undefined) return { ...report, kept: true };
      const count = chosen.missing.length + chosen.changed.length;
      if (dryRun) return { ...report, copied: count, kept: true };

      progress.step(`Copying ${String(count)} items back`);
      const copied = await copyBack(client, { live, restored }, chosen, stop);
      // Somebody may still need the older values of what was not copied.
      const kept = keep || copied.newer.length > 0;
      if (!kept) await client.send(new DeleteTableCommand({ TableName: restored }));
      return { ...report, ...copied, kept };
    } catch (error) {
      lease?.signal.throwIfAborted();
      if (signal.aborted) throw new Failure("interrupted", "Run the same command again to go on.");
      if (changing && error instanceof Error && "$metadata" in error)
        throw new Failure(`AWS refused: ${error.name}: ${error.message}`, REMEDY);
      throw error;
    } finally {
      await lease?.release();
    }
  }, REMEDY);
}

async function refuseUnknownTable(stage: Stage, table: string): Promise<void> {
  const resources = await stackResources(await stage.stack());
  const tables = resources
    .filter(({ type }) => type === "aws:dynamodb/table:Table")
    .map(({ id }) => thingOf(id, stage.place))
    .filter(isRestorable);
  if (!tables.includes(table))
    throw new UserError(
      `unknown table "${table}"`,
      `Tables of ${stage.name} that can be restored: ${tables.sort().join(", ")}`,
    );
}

async function refuseOtherTime(client: DynamoDBClient, TableName: string, to: Date): Promise<void> {
  const { ContinuousBackupsDescription } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  const { PointInTimeRecoveryDescription: recovery = {} } = ContinuousBackupsDescription ?? {};
  if (recovery.PointInTimeRecoveryStatus !== "ENABLED")
    throw new UserError(
      `${TableName} has no point-in-time recovery`,
      "Set sjc1990app:pointInTimeRecovery to true and deploy. It can only restore what is written after that.",
    );
  const now = new Date();
  const { EarliestRestorableDateTime: first = now, LatestRestorableDateTime: last = now } = recovery;
  // The local cloud has no past: it restores the items of this moment, and says only when that is.
  const known = first < last;
  if (to > now || (known && (to < first || to > last)))
    throw new UserError(
      `${TableName} cannot be restored to ${to.toISOString()}`,
      `Choose a time ${known ? `from ${first.toISOString()} ` : ""}to ${last.toISOString()}.`,
    );
}

async function startRestore(
  client: DynamoDBClient,
  { live, restored, to }: { live: string; restored: string; to: Date },
  progress: Progress,
): Promise<void> {
  progress.step(`Restoring ${live} to ${to.toISOString()}, as ${restored}`);
  await client.send(
    new RestoreTableToPointInTimeCommand({
      ...{ SourceTableName: live, TargetTableName: restored, RestoreDateTime: to },
      // Only items are read: indexes would take longer.
      ...{ GlobalSecondaryIndexOverride: [], LocalSecondaryIndexOverride: [] },
    }),
  );
}

/** Waits until a table can be used. The SDK's waiter gives up after a time, but a restore may take hours. */
async function active(
  client: DynamoDBClient,
  name: string,
  { signal, progress, pause }: { signal: AbortSignal; progress: Progress; pause: number },
): Promise<void> {
  for (
    let status = await statusOf(client, name);
    status !== "ACTIVE";
    status = await statusOf(client, name)
  ) {
    if (status !== "CREATING")
      throw new Failure(`${name} is ${status ?? "gone"}`, "Run the same command again to restore it again.");
    progress.detail(`${name} is being restored`);
    await sleep(pause, undefined, { signal });
  }
}

async function statusOf(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function keysOf(client: DynamoDBClient, TableName: string): Promise<string[]> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  return (Table?.KeySchema ?? []).map(({ AttributeName = "" }) => AttributeName);
}
