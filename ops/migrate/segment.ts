import { setTimeout as sleep } from "node:timers/promises";

import { GetItemCommand, ScanCommand, type TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { Failure } from "../../common/errors";
import {
  isConflict,
  toAttributes,
  toItem,
  transact,
  type Attributes,
  type Item,
  type Refusal,
} from "../../functions/shared/dynamo";
import type { Lease } from "../operations/lock";
import { describePart, toPart, type Target } from "./changes";
import type { MigrationContext, ScanMigration, StepMigration } from "./migration";
import type { Checkpoint, MigrationRecords } from "./records";

/** Changes of a transaction: with the checkpoint, the 100 parts that DynamoDB allows. */
export const MAX_CHANGES = 99;

/** Items that are read at once: ten transactions. */
const PAGE = 10 * MAX_CHANGES;

/** Attempts at a transaction while others write the same items. */
const ATTEMPTS = 12;

/** Maximum pause before the second attempt, ms; doubles with each further attempt, up to {@link PAUSE_MAX}. */
const PAUSE = 20;
const PAUSE_MAX = 500;

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
  let checkpoint = await checkpointOf(part);
  while (!checkpoint.done) {
    signal.throwIfAborted();
    const { lastKey } = checkpoint;
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new ScanCommand({
        ...{ TableName, Segment: part.segment, TotalSegments: part.segments },
        ...{ Limit: PAGE, ConsistentRead: true },
        ...(lastKey === undefined ? {} : { ExclusiveStartKey: toAttributes(lastKey) }),
      }),
    );
    let first = 0;
    do {
      const items = Items.slice(first, first + MAX_CHANGES);
      first += MAX_CHANGES;
      const last = items.at(-1);
      const reached = first < Items.length && last !== undefined ? keyOf(last, keys) : LastEvaluatedKey;
      const change = (item: Attributes) => changeOf(migration, item, { TableName, Key: keyOf(item, keys) });
      checkpoint = await writeItems(part, { checkpoint, items, lastKey: toItem(reached), change });
    } while (first < Items.length);
  }
}

/** Writes the changes of items with the checkpoint after them. Items that others have changed meanwhile are read again. */
async function writeItems(
  part: Segment,
  {
    checkpoint,
    items,
    lastKey,
    change,
  }: {
    checkpoint: Checkpoint;
    items: readonly Attributes[];
    lastKey: Item | undefined;
    change: (item: Attributes) => ItemChange[];
  },
): Promise<Checkpoint> {
  let current = items;
  let next = checkpoint;
  await untilWritten(part, async () => {
    const changes = current.flatMap(change);
    next = advance(checkpoint, { scanned: items.length, changed: changes.length, lastKey });
    const writes = changes.map(({ write }) => write);
    const refusals = await commit(part, next, writes);
    if (refusals === undefined) {
      part.written(items.length, changes.length);
      return [];
    }
    const read = changes.map(async ({ item, target }, i) =>
      refusals[i]?.refused === true ? readItem(part.context, target) : [item],
    );
    current = (await Promise.all(read)).flat();
    return refused(writes, refusals);
  });
  return next;
}

/** An item, and the part of a transaction that changes it. */
interface ItemChange {
  item: Attributes;
  target: Target;
  write: TransactWriteItem;
}

function changeOf(migration: ScanMigration, item: Attributes, target: Target): ItemChange[] {
  const change = migration.change(toItem(item) ?? {});
  return change === undefined ? [] : [{ item, target, write: toPart(change, target) }];
}

async function readItem({ dynamo }: MigrationContext, target: Target): Promise<Attributes[]> {
  const { Item } = await dynamo.send(new GetItemCommand({ ...target, ConsistentRead: true }));
  return Item === undefined ? [] : [Item];
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
      const next = {
        ...advance(checkpoint, { scanned: 0, changed: writes.length, lastKey: undefined }),
        done,
      };
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

/** The checkpoint after more items. @param lastKey undefined: the segment is done. */
function advance(
  { scanned, changed }: Checkpoint,
  more: { scanned: number; changed: number; lastKey: Item | undefined },
): Checkpoint {
  const counts = { scanned: scanned + more.scanned, changed: changed + more.changed };
  return more.lastKey === undefined
    ? { ...counts, done: true }
    : { ...counts, done: false, lastKey: more.lastKey };
}

function refused(writes: readonly TransactWriteItem[], refusals: readonly Refusal[]): TransactWriteItem[] {
  return writes.filter((_, i) => refusals[i]?.refused === true);
}

function keyOf(item: Attributes, keys: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)));
}
