import type { DynamoDBClient, TransactWriteItem } from "@aws-sdk/client-dynamodb";

import type { Item } from "../../functions/shared/dynamo";

/**
 * When a migration runs, and what it may do.
 * `expand`: after the deployment and before the smoke test. The release before must work with the data before, during
 * and after it, since it may serve users meanwhile and after a rollback.
 * `contract`: after the bake. Only this release and later ones can work with the data, so that a rollback to a release
 * before it is refused.
 */
export const phases = ["expand", "contract"] as const;
export type Phase = (typeof phases)[number];

/** Values that attributes must have when the change is written. `undefined`: the attribute must not exist. */
export type Expected = Readonly<Record<string, unknown>>;

/**
 * A change of an item. `when` must fail once the change is done, so that a second run changes nothing. `update` leaves
 * the other attributes as they are, whoever writes them meanwhile; prefer it.
 */
export type Change =
  | {
      update: {
        set?: Item;
        /** Adds to numbers. */
        add?: Readonly<Record<string, number>>;
        remove?: readonly string[];
      };
      when: Expected;
    }
  /** The whole item, with the same key. */
  | { put: Item; when: Expected }
  | { delete: true; when: Expected };

/** What steps and checks of a migration work with. */
export interface MigrationContext {
  readonly dynamo: DynamoDBClient;
  /** The physical name of a table. @param name as in infra/data.ts, e.g. `users`. */
  readonly table: (name: string) => string;
  readonly signal: AbortSignal;
}

interface Described {
  /** What it does: one sentence. */
  readonly summary: string;
  readonly phase: Phase;
  /** Looks at the data after the migration. @returns problems; none: the migration is done. */
  verify(context: MigrationContext): Promise<readonly string[]>;
}

/** Changes the items of a table, which is scanned in parallel segments. */
export interface ScanMigration extends Described {
  /** Name of the table as in infra/data.ts, e.g. `users`. */
  readonly table: string;
  /**
   * The change of an item, or undefined when it stays as it is. A pure function: it is called again with the current
   * item when somebody else has changed that since it was read.
   */
  change(item: Item): Change | undefined;
}

/** Changes a few items that it knows by key, in one or more transactions. */
export interface StepMigration extends Described {
  /** Names of the tables that it writes, as in infra/data.ts: each needs a backup. */
  readonly tables: readonly string[];
  /**
   * Reads what is there, and returns the next transaction: at most 99 parts. It is called until nothing is left to do
   * (none), and again when a condition of its transaction failed. Each part needs a condition that fails once the part
   * is done. It writes nothing itself: a dry run calls it, too.
   */
  next(context: MigrationContext): Promise<readonly TransactWriteItem[]>;
}

/** A migration: the default export of a file `ops/migrations/NNNN-<name>.ts`. */
export type Migration = ScanMigration | StepMigration;
