/** On an emulator: a restored table is compared, and items come back without undoing newer writes. */
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
} from "@aws-sdk/client-dynamodb";

import { silentProgress } from "../../common/progress";
import { toAttributes, toItem } from "../../functions/shared/dynamo";
import { physicalName } from "../../infra/lib/names";
import { makeOperationsTable, testOperations } from "../operations/testing/table";
import { createTable } from "../prune/testing/remains";
import { afterCall, fakeStage } from "../prune/testing/stage";
import type { Stage } from "../stages/stage";
import { restoreTable, restoreText, type RestoreOptions } from ".";
import { restoredName } from "./names";

const made = testOperations();
let serial = 0;
let stage: Stage;
let table: string;
let dynamoDb: DynamoDBClient;

const put = (id: string, value: unknown) =>
  dynamoDb.send(
    new PutItemCommand({ TableName: physicalName(table, stage.place), Item: toAttributes({ id, value }) }),
  );
const drop = (id: string) =>
  dynamoDb.send(
    new DeleteItemCommand({ TableName: physicalName(table, stage.place), Key: toAttributes({ id }) }),
  );
async function valueOf(id: string): Promise<unknown> {
  const Key = toAttributes({ id });
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: physicalName(table, stage.place), Key }),
  );
  return toItem(Item)?.["value"];
}
const tables = async () => (await dynamoDb.send(new ListTablesCommand({}))).TableNames ?? [];

let to: Date;
const restore = (more: Partial<RestoreOptions> = {}) =>
  restoreTable(
    stage,
    { table, to, ...more },
    { signal: new AbortController().signal, progress: silentProgress, pause: 10 },
  );

beforeEach(async () => {
  dynamoDb = new DynamoDBClient(made.config);
  table = `things-${String(++serial)}`;
  stage = fakeStage(made.config, "test", () => [
    ["aws:dynamodb/table:Table", physicalName(table, { stage: "test" })],
  ]);
  if (serial === 1) await makeOperationsTable(dynamoDb, physicalName("operations", stage.place));
  const TableName = physicalName(table, stage.place);
  await createTable(dynamoDb, TableName);
  await dynamoDb.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  for (const id of ["a", "b", "c", "d"]) await put(id, { text: "private", set: new Set(["x", "y"]) });
  to = new Date();
  // The emulator restores the items of this moment.
  await restore();
  await drop("a");
  await put("b", "changed");
  await put("e", "new");
});

test("the report has counts and keys, and nothing else of the items", async () => {
  const report = await restore();
  expect(report).toMatchObject({
    ...{ stage: "test", table, dryRun: false, kept: true },
    restored: restoredName(table, to, stage.place),
    difference: {
      counts: { live: 4, restored: 4 },
      missing: [{ id: "a" }],
      changed: [{ id: "b" }],
      added: 1,
    },
  });
  expect(JSON.stringify(report) + restoreText(report)).not.toContain("private");
  expect(report).not.toHaveProperty("restoreSeconds");
});

test("missing items come back; the restored table is deleted", async () => {
  const report = await restore({ copy: "missing" });
  expect(report).toMatchObject({ copied: 1, newer: [], kept: false });
  expect(await valueOf("a")).toEqual({ text: "private", set: new Set(["x", "y"]) });
  expect(await valueOf("b")).toBe("changed");
  expect(await valueOf("e")).toBe("new");
  expect(await tables()).not.toContain(report.restored);
});

test("changes are undone on request, and the restored table kept", async () => {
  const report = await restore({ copy: "all", keep: true });
  expect(report).toMatchObject({ copied: 2, newer: [], kept: true });
  expect(await valueOf("b")).toEqual({ text: "private", set: new Set(["x", "y"]) });
  expect(await valueOf("e")).toBe("new");
  expect(await tables()).toContain(report.restored);
});

test.each([
  ["a", "made again"],
  ["b", "changed again"],
])("the item %s that somebody writes after it was compared keeps the newer value", async (id, value) => {
  // The first item is read when all are compared.
  afterCall(DynamoDBClient, "GetItemCommand", () => put(id, value));
  const report = await restore({ copy: "all" });
  expect(report).toMatchObject({ copied: 1, newer: [{ id }] });
  expect(await valueOf(id)).toBe(value);
});

test("a dry run writes nothing", async () => {
  expect(await restore({ copy: "all", dryRun: true })).toMatchObject({ copied: 2, dryRun: true });
  expect(await valueOf("a")).toBeUndefined();
  await restore({ copy: "missing" });
  const before = await tables();
  const report = await restore({ dryRun: true });
  expect(report).not.toHaveProperty("difference");
  expect(restoreText(report)).toMatch(/^Would restore/);
  expect(await tables()).toEqual(before);
});

test("interrupted while it is restored or compared, it goes on with the next run", async () => {
  const controller = new AbortController();
  afterCall(DynamoDBClient, "ScanCommand", () => {
    controller.abort(new Error("interrupted"));
  });
  const options = { signal: controller.signal, progress: silentProgress, pause: 10 };
  await expect(restoreTable(stage, { table, to, copy: "missing" }, options)).rejects.toThrow("interrupted");
  expect(await restore({ copy: "missing" })).toMatchObject({ copied: 1 });
});

test("an unknown table, a time without data and a table without recovery are refused", async () => {
  await expect(restore({ table: "nothing" })).rejects.toThrow(/unknown table "nothing"/);
  const future = new Date(Date.now() + 86_400_000);
  await expect(restore({ to: future })).rejects.toThrow(/cannot be restored to/);
  await dynamoDb.send(
    new UpdateContinuousBackupsCommand({
      TableName: physicalName(table, stage.place),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    }),
  );
  await expect(restore({ to: new Date(to.getTime() - 2000) })).rejects.toThrow(/no point-in-time recovery/);
});
