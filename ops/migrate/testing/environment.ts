import { randomUUID } from "node:crypto";

import {
  BatchWriteItemCommand,
  CreateTableCommand,
  paginateScan,
  PutItemCommand,
  type DynamoDBClient,
  type DynamoDBClientConfig,
} from "@aws-sdk/client-dynamodb";

import { silentProgress } from "../../../common/progress";
import { toAttributes, toItem, type Item } from "../../../functions/shared/dynamo";
import type { OperationsTable } from "../../operations/table";
import type { Environment } from "../environment";
import type { Migration, ScanMigration } from "../migration";
import { runPending, type RunOptions } from "../run";

/** Migrations on tables of the emulator. */
export class TestMigrations {
  readonly client: DynamoDBClient;

  /** @param prefix of the names of the tables. Default: a new one. */
  constructor(
    readonly operations: OperationsTable,
    private readonly config: DynamoDBClientConfig,
    readonly prefix = `migrate-${randomUUID().slice(0, 8)}`,
  ) {
    this.client = operations.client;
  }

  table(name: string): string {
    return `${this.prefix}-${name}`;
  }

  /** Creates a table with the key `id`. */
  async make(name: string): Promise<void> {
    await this.client.send(
      new CreateTableCommand({
        TableName: this.table(name),
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      }),
    );
  }

  async put(name: string, item: Item): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.table(name), Item: toAttributes(item) }));
  }

  /** Writes items `0` to `count - 1`. */
  async fill(name: string, count: number, item: Item = {}): Promise<void> {
    for (let first = 0; first < count; first += 25) {
      const ids = Array.from({ length: Math.min(25, count - first) }, (_, i) => String(first + i));
      const requests = ids.map((id) => ({ PutRequest: { Item: toAttributes({ ...item, id }) } }));
      await this.client.send(new BatchWriteItemCommand({ RequestItems: { [this.table(name)]: requests } }));
    }
  }

  async items(name: string): Promise<Item[]> {
    const items: Item[] = [];
    const pages = paginateScan(
      { client: this.client },
      { TableName: this.table(name), ConsistentRead: true },
    );
    for await (const { Items = [] } of pages) items.push(...Items.map((item) => toItem(item) ?? {}));
    return items;
  }

  /** @param migrations by name. The fingerprint of each is its summary. */
  environment(migrations: Readonly<Record<string, Migration>>): Environment {
    return {
      stage: "test",
      config: this.config,
      operations: this.operations,
      table: (name) => this.table(name),
      files: Object.entries(migrations).map(([name, migration]) => ({
        ...{ name, hash: migration.summary, migration },
      })),
    };
  }

  /** Runs migrations as fast as the emulator can. */
  run(migrations: Readonly<Record<string, Migration>>, options: Partial<RunOptions> = {}) {
    return runPending(this.environment(migrations), {
      ...{ unitsPerSecond: Infinity, signal: new AbortController().signal, progress: silentProgress },
      ...options,
    });
  }
}

/** Adds 1 to the counter of each item, once. A second run would add 1 again, were it not for `when`. */
export const countOnce: ScanMigration = {
  summary: "Adds 1 to each counter.",
  phase: "expand",
  table: "counters",
  change: ({ counted }) =>
    counted === true
      ? undefined
      : { update: { add: { counter: 1 }, set: { counted: true } }, when: { counted: undefined } },
  verify: () => Promise.resolve([]),
};
