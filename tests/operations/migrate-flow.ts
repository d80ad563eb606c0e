import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

import { silentProgress } from "../../common/progress";
import { toAttributes } from "../../functions/shared/dynamo";
import { physicalName } from "../../infra/lib/names";
import { environmentOf, runPending } from "../../ops/migrate";
import type { ScanMigration } from "../../ops/migrate/migration";
import { OperationsTable } from "../../ops/operations/table";
import type { Flow } from "./flows";

const NAME = "9999-every-change";
const ids = ["update", "put", "delete", "read-again"];

/** A migration that updates, puts, deletes, and reads an item again that it does not find as expected. */
function everyChange(): ScanMigration {
  let refused = false;
  return {
    summary: "Changes an item in each way.",
    phase: "expand",
    table: "users",
    change({ userId, example }) {
      const when = { example: 1 };
      if (example !== 1) return undefined;
      if (userId === "put") return { put: { userId, example: 2 }, when };
      if (userId === "delete") return { delete: true, when };
      const update = { set: { example: 2 } };
      if (userId !== "read-again" || refused) return { update, when };
      refused = true;
      return { update, when: { example: 3 } };
    },
    verify: () => Promise.resolve([]),
  };
}

export const migrateFlow: Flow = {
  async prepare(stage) {
    await OperationsTable.of(stage).delete("migration", NAME);
    const client = new DynamoDBClient(stage.aws);
    const TableName = physicalName("users", stage.place);
    for (const userId of ids)
      await client.send(new PutItemCommand({ TableName, Item: toAttributes({ userId, example: 1 }) }));
  },
  async run(stage) {
    const files = [{ name: NAME, hash: "", migration: everyChange() }];
    const { ran } = await runPending(
      { ...(await environmentOf(stage)), files },
      { signal: new AbortController().signal, progress: silentProgress },
    );
    if (ran[0]?.changed !== ids.length) throw new Error(`changed ${String(ran[0]?.changed)} items`);
  },
  unproven: { "dynamodb:DescribeBackup": "the local cloud makes a backup at once" },
};
