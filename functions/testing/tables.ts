import { CreateTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** Partition key, sort key. */
type Keys = readonly [hash: string, range?: string];

/** Keys of every table, as in infra/data.ts, by the short name that stores give it. */
const SCHEMAS = {
  users: {
    name: "users",
    keys: ["userId"],
    indexes: { phone: ["phoneHash"], status: ["status", "createdAt"] },
  },
  sessions: { name: "sessions", keys: ["sessionId"], indexes: { user: ["userId"] } },
  codes: { name: "verification-codes", keys: ["phoneHash"], indexes: {} },
  approvals: {
    name: "pending-approvals",
    keys: ["userId"],
    indexes: { status: ["status", "requestedAt"], decider: ["decidedBy"] },
  },
  preferences: { name: "user-preferences", keys: ["userId"], indexes: {} },
  classrooms: { name: "classrooms", keys: ["classroomId"], indexes: { sorted: ["kind", "classroomId"] } },
  memberships: {
    name: "user-classrooms",
    keys: ["userId", "classroomId"],
    indexes: { classroom: ["classroomId", "userId"] },
  },
  notifications: { name: "notifications", keys: ["id"], indexes: {} },
  operations: { name: "operations", keys: ["kind", "id"], indexes: {} },
} as const satisfies Record<string, { name: string; keys: Keys; indexes: Record<string, Keys> }>;

/** A table of the platform. */
export type TableName = keyof typeof SCHEMAS;

/** Names of a test's tables. */
export type Tables = Record<TableName, string>;

/** All tables. */
export const TABLE_NAMES = Object.keys(SCHEMAS) as TableName[];

/** Names of the tables of a prefix, e.g. `<prefix>-user-preferences`. */
export function tablesOf(prefix: string): Tables {
  return Object.fromEntries(
    TABLE_NAMES.map((table) => [table, `${prefix}-${SCHEMAS[table].name}`]),
  ) as Tables;
}

/** Partition key attribute of a table. */
export function hashKeyOf(table: TableName): string {
  return SCHEMAS[table].keys[0];
}

/** Creates the empty tables of a prefix. */
export async function makeTables(client: DynamoDBClient, prefix: string): Promise<Tables> {
  const tables = tablesOf(prefix);
  await Promise.all(TABLE_NAMES.map((table) => makeTable(client, tables[table], SCHEMAS[table])));
  return tables;
}

async function makeTable(
  client: DynamoDBClient,
  TableName: string,
  { keys, indexes }: { keys: Keys; indexes: Readonly<Record<string, Keys>> },
): Promise<void> {
  const attributes = new Set([keys, ...Object.values(indexes)].flat().filter((key) => key !== undefined));
  const secondary = Object.entries(indexes).map(([IndexName, indexKeys]) => ({
    IndexName,
    KeySchema: keySchema(indexKeys),
    Projection: { ProjectionType: "ALL" as const },
  }));
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keySchema(keys),
      AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      GlobalSecondaryIndexes: secondary.length === 0 ? undefined : secondary,
    }),
  );
}

function keySchema([hash, range]: Keys) {
  const keys = [{ AttributeName: hash, KeyType: "HASH" as const }];
  return range === undefined ? keys : [...keys, { AttributeName: range, KeyType: "RANGE" as const }];
}
