import { setTimeout as sleep } from "node:timers/promises";

import { GetItemCommand, ScanCommand, type TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { Failure } from "../../common/errors";
import {
  isConflict,
  toAttributes,
  toItem,
  transact,
  type Attributes,
  type Refusal,
} from "../../functions/shared/dynamo";
import type { Lease } from "../operations/lock";
import { describePart, toPart } from "./changes";
import type { MigrationContext, ScanMigration, StepMigration } from "./migration";
import type { Checkpoint, MigrationRecords } from "./records";

/** Changes of a transaction: with the checkpoint, the 100 parts that DynamoDB allows. */
export const MAX_CHANGES = 99;

/** Attempts at a transaction while others write the same items. */
const ATTEMPTS = 12;

/** Maximum pause before the second attempt, ms; doubles with each further attempt, up to {@link PAUSE_MAX}. */
const PAUSE = 20;
const PAUSE_MAX = 1000;

/** One of the parts of a migration that are worked on at the same time. */
export interface Segment {
  name: string;
  segment: number;
  segments: number;
  records: MigrationRecords;
  lease: Lease;
  /** Its client also writes the checkpoints, in the transaction of the changes. */
  context: MigrationContext;
  /** Called after each transaction with what it added. */
  written(scanned: number, changed: number): void;
}

/** Scans a segment of a table from its checkpoint on, and changes its items. @param keys of the table. */
export async function scanSegment(
  migration: ScanMigration,
  keys: readonly string[],
  part: Segment,
): Promise<void> {
  const { dynamo, signal } = part.context;
  const TableName = part.context.table(migration.table);
  const keyOf = (item: Attributes): Attributes => pick(item, keys);
  const current = async (item: Attributes): Promise<Attributes[]> => {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName, Key: keyOf(item), ConsistentRead: true }),
    );
    return Item === undefined ? [] : [Item];
  };
  let checkpoint = await checkpointOf(part);
  while (!checkpoint.done) {
    signal.throwIfAborted();
    const { lastKey } = checkpoint;
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new ScanCommand({
        ...{ TableName, Segment: part.segment, TotalSegments: part.segments },
        ...{ Limit: MAX_CHANGES, ConsistentRead: true },
        ...(lastKey === undefined ? {} : { ExclusiveStartKey: toAttributes(lastKey) }),
      }),
    );
    let items = Items;
    await untilWritten(part, async () => {
      const changes = items.flatMap((item) => {
        const change = migration.change(toItem(item) ?? {});
        return change === undefined ? [] : [{ item, write: toPart(change, { TableName, Key: keyOf(item) }) }];
      });
      const next = advance(checkpoint, Items.length, changes.length, toItem(LastEvaluatedKey));
      const writes = changes.map(({ write }) => write);
      const refusals = await commit(part, next, writes);
      if (refusals === undefined) {
        part.written(Items.length, changes.length);
        checkpoint = next;
        return [];
      }
      const again = changes.map(async ({ item }, i) =>
        refusals[i]?.refused === true ? current(item) : [item],
      );
      items = (await Promise.all(again)).flat();
      return refused(writes, refusals);
    });
  }
}

/** Writes the transactions of a migration until it has no more. */
export async function runSteps(migration: StepMigration, part: Segment): Promise<void> {
  let checkpoint = await checkpointOf(part);
  while (!checkpoint.done) {
    await untilWritten(part, async () => {
      const writes = await migration.next(part.context);
      if (writes.length > MAX_CHANGES)
        throw new Error(
          `${part.name} gave ${String(writes.length)} parts; the maximum is ${String(MAX_CHANGES)}`,
        );
      const done = writes.length === 0;
      const next = { ...advance(checkpoint, 0, writes.length, undefined), done };
      const refusals = await commit(part, next, writes);
      if (refusals !== undefined) return refused(writes, refusals);
      part.written(0, writes.length);
      checkpoint = next;
      return [];
    });
  }
}

/** Repeats a transaction until it is written. @param attempt returns what was refused. */
async function untilWritten(
  { name, context: { signal } }: Segment,
  attempt: () => Promise<readonly TransactWriteItem[]>,
): Promise<void> {
  let blocked = "other writes of the same items";
  for (let i = 0; i < ATTEMPTS; i++) {
    signal.throwIfAborted();
    try {
      const [first] = await attempt();
      if (first === undefined) return;
      blocked = describePart(first);
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    await sleep(Math.random() * Math.min(PAUSE * 2 ** i, PAUSE_MAX), undefined, { signal });
  }
  throw new Failure(
    `the migration ${name} stopped: a change was refused ${String(ATTEMPTS)} times: ${blocked}`,
    "If its condition can never hold, correct the migration; a corrected one starts again. Otherwise wait until fewer " +
      "users write this data. Then run `resume`.",
  );
}

async function commit(
  { name, segment, records, lease, context }: Segment,
  checkpoint: Checkpoint,
  writes: readonly TransactWriteItem[],
): Promise<readonly Refusal[] | undefined> {
  const save = records.save(name, segment, lease, checkpoint);
  const refusals = await transact(context.dynamo, [save, ...writes]);
  if (refusals?.[0]?.refused === true)
    throw new Failure(
      `the migration ${name} stopped: somebody else has taken it over`,
      "Wait until the other run has ended.",
    );
  return refusals?.slice(1);
}

async function checkpointOf({ name, segment, records }: Segment): Promise<Checkpoint> {
  const checkpoint = await records.checkpoint(name, segment);
  if (checkpoint === undefined) throw new Error(`the segment ${String(segment)} of ${name} was not claimed`);
  return checkpoint;
}

function advance(
  { scanned, changed }: Checkpoint,
  moreScanned: number,
  moreChanged: number,
  lastKey: Checkpoint["lastKey"],
): Checkpoint {
  const counts = { scanned: scanned + moreScanned, changed: changed + moreChanged };
  return lastKey === undefined ? { ...counts, done: true } : { ...counts, done: false, lastKey };
}

function refused(writes: readonly TransactWriteItem[], refusals: readonly Refusal[]): TransactWriteItem[] {
  return writes.filter((_, i) => refusals[i]?.refused === true);
}

function pick(item: Attributes, keys: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)));
}
