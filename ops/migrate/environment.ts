import { DescribeTableCommand, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

import { physicalName } from "../../infra/lib/names";
import { OperationsTable } from "../operations/table";
import type { Stage } from "../stages/stage";
import { MeteredClient } from "./capacity";
import { loadMigrations, type MigrationFile } from "./files";
import type { Migration, MigrationContext } from "./migration";

/** Where migrations run. */
export interface Environment {
  /** Name of the stage. */
  stage: string;
  /** Of the clients of DynamoDB. */
  config: DynamoDBClientConfig;
  operations: OperationsTable;
  /** The physical name of a table of infra/data.ts. */
  table: (name: string) => string;
  files: readonly MigrationFile[];
}

/**
 * Rate of a migration, read and write capacity units per second. A new table on demand serves 12,000 reads and 4,000
 * writes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
export const UNITS_PER_SECOND = 1000;

/** The migrations of this checkout, on a stage. */
export async function environmentOf(stage: Stage): Promise<Environment> {
  return {
    stage: stage.name,
    config: stage.aws,
    operations: OperationsTable.of(stage),
    table: (name) => physicalName(name, stage.place),
    files: await loadMigrations(),
  };
}

/** What a migration works with. Its client counts the capacity and keeps to the rate. */
export function contextOf(
  { config, table }: Environment,
  { signal, unitsPerSecond = UNITS_PER_SECOND }: { signal: AbortSignal; unitsPerSecond?: number | undefined },
): MigrationContext & { dynamo: MeteredClient } {
  return { dynamo: new MeteredClient(config, { unitsPerSecond, signal }), table, signal };
}

/** Names of the tables that a migration writes. */
export function tablesOf(migration: Migration): readonly string[] {
  return "change" in migration ? [migration.table] : migration.tables;
}

/** Key attributes of a table. */
export async function keysOf({ dynamo, table }: MigrationContext, name: string): Promise<string[]> {
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: table(name) }));
  return (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
}
