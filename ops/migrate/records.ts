import { ResourceNotFoundException, type TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { UserError } from "../../common/errors";
import { toAttributes, type Attributes, type Item } from "../../functions/shared/dynamo";
import type { Lease } from "../operations/lock";
import type { OperationsTable } from "../operations/table";
import type { Phase } from "./migration";

/** A migration that was started on a stage: an item of the ledger. */
export interface MigrationRecord {
  name: string;
  phase: Phase;
  /** Fingerprint of its file. */
  hash: string;
  status: "running" | "done";
  /** Parts of the table that are scanned at the same time. */
  segments: number;
  /** By table: `point-in-time`, or the ARN of the backup that was made before. */
  backups: Readonly<Record<string, string>>;
  /** Who started it. */
  by: string;
  /** ISO 8601. */
  startedAt: string;
  endedAt?: string;
  /** Items, over all its runs. Known once it is done. */
  scanned?: number;
  changed?: number;
}

/** How far a segment of a scan is. Written in the transaction of the changes that it counts. */
export interface Checkpoint {
  /** Key of the last item that was looked at. */
  lastKey?: Item;
  done: boolean;
  scanned: number;
  changed: number;
}

/** The migrations of a stage in the table `operations`, and the checkpoints of the one that runs. */
export class MigrationRecords {
  constructor(readonly table: OperationsTable) {}

  /** @throws UserError when the stage has no table `operations` yet. */
  async all(): Promise<MigrationRecord[]> {
    const records = await this.known();
    if (records !== undefined) return records;
    throw new UserError(
      `the stage has no table ${this.table.name}`,
      "Deploy it first, with the commit that you have checked out.",
    );
  }

  /** @returns undefined when the stage has no table `operations` yet: before its first deployment with one. */
  async known(): Promise<MigrationRecord[] | undefined> {
    const records: MigrationRecord[] = [];
    try {
      for await (const { kind: _, id, ...rest } of this.table.list("migration"))
        records.push({ ...rest, name: id } as MigrationRecord);
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
    return records;
  }

  put({ name, ...record }: MigrationRecord): TransactWriteItem {
    return this.table.put("migration", name, record);
  }

  async checkpoint(name: string, segment: number): Promise<Checkpoint | undefined> {
    return (await this.table.get("checkpoint", checkpointId(name, segment))) as Checkpoint | undefined;
  }

  /** Items over all runs of a migration. */
  async totals({ name, segments }: MigrationRecord): Promise<{ scanned: number; changed: number }> {
    const totals = { scanned: 0, changed: 0 };
    for (let segment = 0; segment < segments; segment++) {
      const { scanned = 0, changed = 0 } = (await this.checkpoint(name, segment)) ?? {};
      totals.scanned += scanned;
      totals.changed += changed;
    }
    return totals;
  }

  /** Makes a segment belong to the holder of a lock: a checkpoint of an earlier holder is refused from then on. */
  claim(name: string, segment: number, { fence }: Lease): TransactWriteItem {
    return {
      Update: {
        ...this.target(name, segment),
        UpdateExpression:
          "SET fence = :fence, done = if_not_exists(done, :no), scanned = if_not_exists(scanned, :none), " +
          "changed = if_not_exists(changed, :none)",
        ExpressionAttributeValues: toAttributes({ ":fence": fence, ":no": false, ":none": 0 }),
      },
    };
  }

  /** Saves how far a segment is. The part is refused when somebody else has claimed the segment. */
  save(name: string, segment: number, { fence }: Lease, checkpoint: Checkpoint): TransactWriteItem {
    const { lastKey, done, scanned, changed } = checkpoint;
    return {
      Update: {
        ...this.target(name, segment),
        UpdateExpression: `SET done = :done, scanned = :scanned, changed = :changed ${
          lastKey === undefined ? "REMOVE lastKey" : ", lastKey = :lastKey"
        }`,
        ConditionExpression: "fence = :fence",
        ExpressionAttributeValues: toAttributes({
          ...{ ":done": done, ":scanned": scanned, ":changed": changed, ":lastKey": lastKey },
          ":fence": fence,
        }),
      },
    };
  }

  /** Removes the checkpoints of a migration, so that its next run looks at every item. */
  forget(name: string, segments: number): TransactWriteItem[] {
    return Array.from({ length: segments }, (_, segment) => ({ Delete: this.target(name, segment) }));
  }

  private target(name: string, segment: number): { TableName: string; Key: Attributes } {
    return {
      TableName: this.table.name,
      Key: toAttributes({ kind: "checkpoint", id: checkpointId(name, segment) }),
    };
  }
}

function checkpointId(name: string, segment: number): string {
  return `${name}#${String(segment).padStart(2, "0")}`;
}
