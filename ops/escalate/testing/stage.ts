import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { repoRoot } from "../../../common/paths";
import { TestEmulator } from "../../../functions/testing/emulator";
import { Ledger, type Release } from "../../operations/ledger";
import { takeLock } from "../../operations/lock";
import type { OperationsTable } from "../../operations/table";
import { makeOperationsTable } from "../../operations/testing/table";
import type { Stage } from "../../stages/stage";

/** The one function of the stage. */
export const FUNCTION = "sjc1990app-health-dev";

export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** Lines of the part of a form with a title. */
export function part(markdown: string, title: string): string[] {
  const [, rest = ""] = markdown.split(`#### ${title}\n\n`);
  return (rest.split("\n\n")[0] ?? "").split("\n");
}

/** A stage with one function and an empty ledger on its own emulator. Call it at the top of a test file. */
export function testStage() {
  const emulator = new TestEmulator();
  const place = { stage: "dev", region: "us-east-1", accountId: "000000000000" };
  const name = "sjc1990app-operations-dev";
  let table: OperationsTable;
  beforeAll(async () => {
    table = await makeOperationsTable(new DynamoDBClient(emulator.clientConfig), name);
  });
  beforeEach(async () => {
    await table.delete("lock", "release");
    for await (const { id } of table.list("release")) await table.delete("release", String(id));
  });

  return {
    emulator,
    get table(): OperationsTable {
      return table;
    },
    stage(): Stage {
      const resource = {
        ...{ urn: "urn:pulumi:dev::sjc1990app::aws:lambda/function:Function::health", id: FUNCTION },
        ...{ type: "aws:lambda/function:Function", custom: true, inputs: { name: FUNCTION } },
      };
      const stack = { exportStack: () => Promise.resolve({ deployment: { resources: [resource] } }) };
      return {
        ...{ name: "dev", place, aws: emulator.clientConfig, projectDir: repoRoot },
        stack: () => Promise.resolve(stack),
      } as unknown as Stage;
    },
    /** Writes a release that began some minutes ago. */
    async record(minutes: number, more: Partial<Release>): Promise<Release> {
      const startedAt = minutesAgo(minutes);
      const release: Release = {
        ...{ id: `${startedAt}-abcdef0`, kind: "release", status: "released", step: "finish" },
        ...{ version: "1.2.0", commit: "abcdef0123456789", committedAt: minutesAgo(minutes + 60) },
        ...{ by: "a workflow", startedAt, endedAt: minutesAgo(minutes - 5) },
        ...{ events: [], versions: { [FUNCTION]: "3" } },
        ...more,
      };
      const lease = await takeLock(table, "release");
      await new Ledger(table).save(release, lease);
      await lease.release();
      return release;
    },
  };
}
