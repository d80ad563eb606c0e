import {
  GetItemCommand,
  UpdateContinuousBackupsCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";

import { Failure, UserError } from "../../common/errors";
import { silentProgress } from "../../common/progress";
import { toAttributes, toItem } from "../../functions/shared/dynamo";
import { takeLock } from "../operations/lock";
import { testOperations } from "../operations/testing/table";
import { dryRun } from "./dry-run";
import type { Migration, ScanMigration, StepMigration } from "./migration";
import { status } from "./status";
import { countOnce, TestMigrations } from "./testing/environment";

const made = testOperations();
let on: TestMigrations;
beforeEach(async () => {
  on = new TestMigrations(made.table, made.config);
  await on.make("counters");
});

const one = { "0001-count": countOnce };
const signal = new AbortController().signal;
const look = async (migrations: Readonly<Record<string, Migration>>) =>
  (await status(on.environment(migrations))).migrations;
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "done",
    (error: unknown) => error,
  );

/** Moves the amount of the item `all` to the item `shard`. */
const move: StepMigration = {
  summary: "Moves the amount.",
  phase: "contract",
  tables: ["counters"],
  async next({ dynamo, table }) {
    const TableName = table("counters");
    const Key = toAttributes({ id: "all" });
    const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    const { amount } = toItem(Item) ?? {};
    if (typeof amount !== "number") return [];
    const values = toAttributes({ ":amount": amount });
    const parts: TransactWriteItem[] = [
      {
        Update: {
          ...{ TableName, Key, UpdateExpression: "REMOVE amount" },
          ...{ ConditionExpression: "amount = :amount", ExpressionAttributeValues: values },
        },
      },
      {
        Update: {
          ...{ TableName, Key: toAttributes({ id: "shard" }), UpdateExpression: "ADD amount :amount" },
          ExpressionAttributeValues: values,
        },
      },
    ];
    return parts;
  },
  verify: () => Promise.resolve([]),
};

test("a migration changes each item once, and the ledger has it", async () => {
  await on.fill("counters", 250, { counter: 0 });
  const { ran } = await on.run(one);
  expect(ran).toMatchObject([{ name: "0001-count", phase: "expand", scanned: 250, changed: 250 }]);
  expect(ran[0]?.units.read).toBeGreaterThan(0);
  expect(ran[0]?.units.write).toBeGreaterThanOrEqual(500);
  expect(await on.run(one)).toMatchObject({ ran: [] });
  for (const item of await on.items("counters")) expect(item).toMatchObject({ counter: 1 });
  expect(await look(one)).toMatchObject([{ status: "done", scanned: 250, changed: 250 }]);
});

test("items are put and deleted, and an item that somebody changes meanwhile is looked at again", async () => {
  await on.put("counters", { id: "put", old: 1 });
  await on.put("counters", { id: "delete", old: 2 });
  await on.put("counters", { id: "busy", old: 3 });
  await on.put("counters", { id: "gone", old: 4 });
  let meanwhile: Promise<unknown> | undefined;
  const rewrite: ScanMigration = {
    ...countOnce,
    change({ id, old, name }) {
      if (old === undefined) return undefined;
      const when = { old };
      if (id === "delete") return { delete: true, when };
      if (id === "put") return { put: { id: "put", fresh: old }, when };
      const update = { set: { fresh: Number(old) * 10 }, remove: ["old"] };
      if (id !== "busy" || name !== undefined) return { update, when };
      // What it saw is no longer true when it writes.
      meanwhile ??= on.put("counters", { id: "busy", old: 30, name: "kept" });
      return { update, when: { old: 3, name: "changed meanwhile" } };
    },
  };
  await on.run({ "0001-rewrite": rewrite });
  await meanwhile;
  const items = (await on.items("counters")).sort((a, b) => (String(a["id"]) < String(b["id"]) ? -1 : 1));
  expect(items).toEqual([
    { id: "busy", fresh: 300, name: "kept" },
    { id: "gone", fresh: 40 },
    { id: "put", fresh: 1 },
  ]);
});

test("a step is repeated until nothing is left, and when somebody else writes between", async () => {
  await on.put("counters", { id: "all", amount: 5 });
  let reads = 0;
  const disturbed: StepMigration = {
    ...move,
    async next(context) {
      const parts = await move.next(context);
      if (reads++ === 0) await on.put("counters", { id: "all", amount: 7 });
      return parts;
    },
  };
  expect(await on.run({ "0001-move": disturbed })).toMatchObject({ ran: [{ scanned: 0, changed: 2 }] });
  expect(await on.items("counters")).toEqual(
    expect.arrayContaining([{ id: "all" }, { id: "shard", amount: 7 }]),
  );
  expect(reads).toBe(3);
});

test("a change that is always refused stops the migration, and a corrected one starts again", async () => {
  await on.put("counters", { id: "a", counter: 0 });
  const wrong: ScanMigration = {
    ...countOnce,
    summary: "Wrong.",
    change: () => ({ update: { add: { counter: 1 } }, when: { counter: "secret" } }),
  };
  const failure = await failureOf(on.run({ "0001-count": wrong }));
  expect(failure).toBeInstanceOf(Failure);
  expect(String(failure)).toContain("a change was refused 12 times");
  expect(String(failure)).toContain("ADD counter … IF counter = …");
  expect(String(failure)).not.toContain("secret");
  expect(await look({ "0001-count": wrong })).toMatchObject([{ status: "interrupted", changed: 0 }]);
  await on.run(one, { resume: true });
  expect(await on.items("counters")).toMatchObject([{ counter: 1 }]);
});

test("a migration that is not verified is not done; the next run looks at every item again", async () => {
  await on.put("counters", { id: "a", counter: 0 });
  const late = { id: "late", counter: 0 };
  const strict: ScanMigration = {
    ...countOnce,
    async verify() {
      const left = (await on.items("counters")).filter(({ counted }) => counted !== true);
      if (left.length > 0) return [`${String(left.length)} items are not counted`];
      if ((await on.items("counters")).length > 1) return [];
      await on.put("counters", late);
      return ["an item came late"];
    },
  };
  const failure = await failureOf(on.run({ "0001-count": strict }));
  expect(failure).toBeInstanceOf(Failure);
  expect(String(failure)).toContain("an item came late");
  expect(await look({ "0001-count": strict })).toMatchObject([{ status: "interrupted" }]);
  await on.run({ "0001-count": strict });
  for (const item of await on.items("counters")) expect(item).toMatchObject({ counter: 1 });
});

test("a table without point-in-time recovery gets a backup, one with it none", async () => {
  await on.run(one);
  const backups = async (name: string) => (await made.table.get("migration", name))?.["backups"];
  expect(await backups("0001-count")).toEqual({
    counters: expect.stringMatching(/^arn:aws:dynamodb:.*\/backup\//),
  });
  await on.client.send(
    new UpdateContinuousBackupsCommand({
      TableName: on.table("counters"),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  await on.run({ ...one, "0002-more": { ...countOnce, summary: "More." } });
  expect(await backups("0002-more")).toEqual({ counters: "point-in-time" });
});

test("nothing is written while the lock is held, or for a table that does not exist", async () => {
  const lease = await takeLock(made.table, "migrate", { owner: "ann" });
  const refused = await failureOf(on.run(one));
  expect(refused).toBeInstanceOf(UserError);
  expect(refused).not.toBeInstanceOf(Failure);
  expect(String(refused)).toContain('"migrate" is running already: ann');
  await lease.release();
  await on.put("counters", { id: "a", counter: 0 });
  const elsewhere = { ...countOnce, table: "nowhere" };
  await expect(on.run({ ...one, "0002-elsewhere": elsewhere })).rejects.toThrow();
  expect(await on.items("counters")).toEqual([{ id: "a", counter: 0 }]);
  expect(await look(one)).toMatchObject([{ status: "pending" }]);
});

test("an interrupted one is continued by resume, which starts no other", async () => {
  await on.fill("counters", 400, { counter: 0 });
  const interruption = new AbortController();
  const two = { ...one, "0002-more": { ...countOnce, summary: "More." } };
  const detail = (): void => interruption.abort(new Error("interrupted"));
  const stopped = await failureOf(
    on.run(two, { signal: interruption.signal, progress: { ...silentProgress, detail } }),
  );
  expect(stopped).toBeInstanceOf(Failure);
  expect(String(stopped)).toContain("interrupted");
  expect(await look(two)).toMatchObject([{ status: "interrupted" }, { status: "pending" }]);
  expect(await on.run(two, { resume: true })).toMatchObject({ ran: [{ name: "0001-count", changed: 400 }] });
  expect(await look(two)).toMatchObject([{ status: "done" }, { status: "pending" }]);
  await expect(on.run(two, { resume: true })).rejects.toThrow("no migration was interrupted");
});

test("one that is running is shown as such", async () => {
  let during: unknown;
  const watched: ScanMigration = {
    ...countOnce,
    async verify() {
      during = await look({ "0001-count": watched });
      return [];
    },
  };
  await on.run({ "0001-count": watched });
  expect(during).toMatchObject([{ status: "running" }]);
});

test("a dry run counts the changes by what they do, and writes nothing", async () => {
  await on.fill("counters", 120, { counter: 0, phone: "+85291234567" });
  await on.put("counters", { id: "all", amount: 3, counted: true });
  const before = await on.items("counters");
  const report = await dryRun(on.environment({ ...one, "0002-move": move }), {
    ...{ signal, progress: silentProgress, unitsPerSecond: Infinity },
  });
  const name = on.table("counters");
  expect(report.migrations).toMatchObject([
    {
      ...{ name: "0001-count", scanned: 121, changes: 120 },
      samples: { [`${name}: SET counted = … ADD counter … IF attribute_not_exists(counted)`]: 120 },
    },
    {
      ...{ name: "0002-move", scanned: 0, changes: 2 },
      samples: { [`${name}: REMOVE amount IF amount = …`]: 1, [`${name}: ADD amount …`]: 1 },
    },
  ]);
  expect(JSON.stringify(report)).not.toMatch(/852|"all"/);
  expect(await on.items("counters")).toEqual(before);
  expect(await look(one)).toMatchObject([{ status: "pending" }]);
});

test("a stage without the table of operations is refused with the next step", async () => {
  const environment = on.environment(one);
  Object.assign(environment.operations, { name: "no-such-table" });
  await expect(status(environment)).rejects.toThrow("the stage has no table no-such-table");
});
