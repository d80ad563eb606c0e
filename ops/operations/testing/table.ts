import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { TestEmulator } from "../../../functions/testing/emulator";
import { OperationsTable } from "../table";

/** Creates an empty table `operations` with the keys of infra/data.ts. */
export async function makeOperationsTable(client: DynamoDBClient, name: string): Promise<OperationsTable> {
  const keys = ["kind", "id"];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keys.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? "HASH" : "RANGE" })),
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    }),
  );
  return new OperationsTable(client, name);
}

/** A table `operations` on its own emulator. Call it at the top of a test file: each test has an empty one. */
export function testOperations() {
  const emulator = new TestEmulator();
  let table: OperationsTable | undefined;
  let serial = 0;
  beforeEach(async () => {
    const client = new DynamoDBClient(emulator.clientConfig);
    table = await makeOperationsTable(client, `operations-${String(++serial)}`);
  });
  return {
    get table(): OperationsTable {
      if (table === undefined) throw new Error("the table is made before each test");
      return table;
    },
    /** Client options with full access to the emulator. */
    get config() {
      return emulator.clientConfig;
    },
  };
}

/** All items that a generator yields. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
