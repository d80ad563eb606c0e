import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { statsStore } from "../../functions/integrations/stats-store";
import { transact } from "../../functions/shared/dynamo";
import { keepFingerprint, storedFingerprint } from "../../functions/shared/phone-fingerprint";
import { addToStats } from "../../functions/shared/stats";
import { TestEmulator } from "../../functions/testing/emulator";
import { makeTables, type Tables } from "../../functions/testing/tables";
import type { MigrationContext } from "../migrate/migration";
import migration from "./0001-stats-shards";
import { oldCounters, oldSignUp } from "./testing/stats-before-shards";

const emulator = new TestEmulator();
let client: DynamoDBClient;
let users: string;
let context: MigrationContext;
let serial = 0;

beforeEach(async () => {
  client = new DynamoDBClient(emulator.clientConfig);
  const tables: Tables = await makeTables(client, `shards-${String(++serial)}`);
  users = tables.users;
  context = { dynamo: client, table: () => users, signal: new AbortController().signal };
});

const counters = () => statsStore(client, { users }).counters();
const newSignUp = () => transact(client, [addToStats(users, { users: 1, approved: 1 })]);

/** Runs the migration. @returns number of its transactions. */
async function migrate(): Promise<number> {
  for (let transactions = 0; ; transactions++) {
    const parts = await migration.next(context);
    if (parts.length === 0) return transactions;
    await transact(client, [...parts]);
  }
}

test("until the migration, both releases count and read at the same time", async () => {
  for (let i = 0; i < 3; i++) await oldSignUp(client, users, "fingerprint");
  await keepFingerprint(client, users, "fingerprint");
  await newSignUp();
  await newSignUp();
  await oldSignUp(client, users, "fingerprint");
  expect(await counters()).toEqual({ users: 6, approved: 2 });
  // The earlier release does not know the shards.
  expect(await oldCounters(client, users)).toEqual({ users: 4, approved: 0 });
});

test("a fingerprint that the new release stored is checked by the earlier one, and the other way round", async () => {
  await keepFingerprint(client, users, "fingerprint");
  await expect(oldSignUp(client, users, "other")).rejects.toThrow("condition");
  await oldSignUp(client, users, "fingerprint");
  await expect(keepFingerprint(client, users, "other")).rejects.toThrow("phone secret");
});

test("moves the counters once, and leaves the fingerprint", async () => {
  await oldSignUp(client, users, "fingerprint");
  await newSignUp();
  expect(await migration.verify(context)).toEqual([
    "stats#all still counts users",
    "stats#all still counts approved",
  ]);
  expect(await migrate()).toBe(1);
  expect(await migration.verify(context)).toEqual([]);
  expect(await migrate()).toBe(0);
  expect(await oldCounters(client, users)).toEqual({});
  expect(await counters()).toEqual({ users: 2, approved: 1 });
  expect(await storedFingerprint(client, users)).toBe("fingerprint");
});

test("has nothing to do on a new stage", async () => {
  expect(await migrate()).toBe(0);
  expect(await migration.verify(context)).toEqual([]);
});

test("a transaction that is sent again, or was overtaken, moves nothing", async () => {
  await oldSignUp(client, users, "fingerprint");
  const parts = [...(await migration.next(context))];
  await oldSignUp(client, users, "fingerprint");
  expect(await transact(client, parts)).toMatchObject([{ refused: true }, {}]);
  expect(await oldCounters(client, users)).toEqual({ users: 2, approved: 0 });
  await migrate();
  expect(await transact(client, parts)).toMatchObject([{ refused: true }, {}]);
  expect(await counters()).toEqual({ users: 2, approved: 0 });
});

test("loses no sign-up of either release while it runs", async () => {
  await oldSignUp(client, users, "fingerprint");
  const signUps = Array.from({ length: 20 }, async () => {
    await Promise.all([oldSignUp(client, users, "fingerprint"), newSignUp()]);
  });
  await Promise.all([migrate(), ...signUps]);
  await migrate();
  expect(await counters()).toEqual({ users: 41, approved: 20 });
});
