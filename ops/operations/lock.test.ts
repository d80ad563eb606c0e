import { setTimeout as sleep } from "node:timers/promises";

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { Failure, UserError } from "../../common/errors";
import { LossyEndpoint } from "../../functions/testing/lossy-endpoint";
import { takeLock, type Lease, type LockOptions } from "./lock";
import { OperationsTable } from "./table";
import { testOperations } from "./testing/table";

const made = testOperations();
const lossy = new LossyEndpoint(() => made.config.endpoint);
const leases: Lease[] = [];

afterEach(async () => {
  for (const lease of leases.splice(0)) await lease.release();
});

/** A lock of a test, released after it. Its clock stands still unless the test moves it. */
async function take(options: LockOptions = {}, table = made.table): Promise<Lease> {
  const lease = await takeLock(table, "migrate", { now: () => 1_000_000, ...options });
  leases.push(lease);
  return lease;
}

/** A table whose next answer gets lost. */
function lossyTable(options: { maxAttempts?: number } = {}): OperationsTable {
  const client = new DynamoDBClient({ ...made.config, ...options, endpoint: lossy.url });
  return new OperationsTable(client, made.table.name);
}

const record = (lease: Lease, text: string) => lease.write([made.table.put("release", "r1", { text })]);
const written = async () => (await made.table.get("release", "r1"))?.["text"];
const lock = () => made.table.get("lock", "migrate");
/** Resolves once a lease has found out that it is lost. */
const loss = ({ signal }: Lease) =>
  new Promise<unknown>((resolve) => {
    signal.addEventListener("abort", () => resolve(signal.reason));
  });
test("a second holder is refused with the first one's name and the expiry", async () => {
  await take({ owner: "ann" });
  const refused = await take({ owner: "ben" }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UserError);
  expect(refused).not.toBeInstanceOf(Failure);
  expect(String(refused)).toContain('"migrate" is running already: ann, since 1970-01-01T00:16:40.000Z');
  expect((refused as UserError).remedy).toContain("expires at 1970-01-01T00:17:40.000Z");
});

test("a lock that is abandoned is taken after it has expired, and one that was renewed is refused", async () => {
  let time = 1_000_000;
  const now = () => time;
  const waits: [number, string][] = [];
  const wait = (ms: number, holder: string) => {
    waits.push([ms, holder]);
    return Promise.resolve((time += ms));
  };
  const first = await take({ owner: "ann", now });
  const second = await take({ owner: "ben", now, wait });
  expect(waits).toEqual([[61_000, "ann"]]);
  expect(second.fence).toBeGreaterThan(first.fence);
  const renewed = async () => {
    leases.push(await takeLock(made.table, "migrate", { owner: "cleo", now: () => time + 61_000 }));
    time += 61_000;
  };
  await expect(take({ now, wait: renewed })).rejects.toThrow("is running already: cleo");
});

test("of many that take it at once, one gets it", async () => {
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => take()));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a released lock can be taken, with a greater fence", async () => {
  const first = await take();
  await first.release();
  const second = await take();
  expect(second.fence).toBeGreaterThan(first.fence);
  expect(first.signal.aborted).toBe(false);
});

test("a release changes nothing when somebody else holds the lock", async () => {
  const first = await take();
  await take({ owner: "ben", now: () => 1_060_001 });
  await first.release();
  expect(await lock()).toMatchObject({ holder: "ben", heldUntil: 1_120_001 });
});

test("an abandoned lock can be taken when it has expired, and no earlier", async () => {
  await take();
  await expect(take({ now: () => 1_060_000 })).rejects.toThrow("is running already");
  const second = await take({ now: () => 1_060_001 });
  expect(second.fence).toBe(2);
});

test("a late write of an earlier holder is refused, and it learns of its loss", async () => {
  const first = await take();
  expect(await record(first, "first")).toBeUndefined();
  const second = await take({ now: () => 1_060_001 });
  await record(second, "second");
  await expect(record(first, "late")).rejects.toThrow(Failure);
  expect(first.signal.aborted).toBe(true);
  expect(await written()).toBe("second");
});

test("the fence refuses an earlier holder also when the later one has released the lock", async () => {
  const first = await take();
  const second = await take({ now: () => 1_060_001 });
  await second.release();
  await expect(record(first, "late")).rejects.toThrow(Failure);
  expect(await written()).toBeUndefined();
});

test("a holder whose clock is wrong is refused like any other", async () => {
  const behind = await take({ now: () => 0 });
  await take({ now: () => 1_000_000 });
  await expect(record(behind, "late")).rejects.toThrow(Failure);
});

test("a write tells which of its own conditions failed", async () => {
  const lease = await take();
  const part = made.table.put("release", "r1", { text: "new" });
  const refusals = await lease.write([
    { Put: { ...part.Put!, ConditionExpression: "attribute_exists(kind)" } },
    made.table.put("release", "r2", {}),
  ]);
  expect(refusals).toEqual([{ refused: true }, { refused: false }]);
  expect(lease.signal.aborted).toBe(false);
});

test("a lock is renewed while it is held", async () => {
  let time = 1_000_000;
  await take({ seconds: 0.15, now: () => time });
  time = 2_000_000;
  while (Number((await lock())?.["heldUntil"]) < time) await sleep(10);
  expect(await lock()).toMatchObject({ heldUntil: 2_000_150, fence: 1 });
});

test("a holder learns that its lock was taken, without writing", async () => {
  const lease = await take({ seconds: 0.15 });
  const lost = loss(lease);
  await take({ now: () => 2_000_000 });
  expect(await lost).toBeInstanceOf(Failure);
});

test("a holder that cannot renew its lock loses it when it expires", async () => {
  let time = 1_000_000;
  const client = new DynamoDBClient({ ...made.config, maxAttempts: 1 });
  const lease = await take({ seconds: 0.15, now: () => time }, new OperationsTable(client, made.table.name));
  const lost = loss(lease);
  let failures = 0;
  const hangUp = () => async () => {
    failures++;
    throw new Error("socket hang up");
  };
  client.middlewareStack.add(hangUp, { step: "initialize", name: "hangUp" });
  while (failures < 2) await sleep(10);
  expect(lease.signal.aborted).toBe(false);
  time = 1_000_150;
  expect(await lost).toBeInstanceOf(Failure);
  client.middlewareStack.remove("hangUp");
});

test("a lock whose answer is lost is held by the one that took it", async () => {
  const table = lossyTable();
  lossy.loseNext("UpdateItem");
  const lease = await take({ owner: "ann" }, table);
  expect(lossy.arrived).toEqual(["UpdateItem", "UpdateItem"]);
  await record(lease, "mine");
  expect(await written()).toBe("mine");
  expect(await lock()).toMatchObject({ holder: "ann", fence: lease.fence });
});

test("a write whose answer is lost is done once, and a lost release is a release", async () => {
  const lease = await take({}, lossyTable());
  lossy.loseNext("TransactWriteItems");
  const once = made.table.put("release", "r1", { text: "once" });
  expect(
    await lease.write([{ Put: { ...once.Put!, ConditionExpression: "attribute_not_exists(kind)" } }]),
  ).toBeUndefined();
  lossy.loseNext("UpdateItem");
  await lease.release();
  expect(await take()).toMatchObject({ fence: 2 });
});

test("a lock whose holder died before it got the answer is free when it has expired", async () => {
  const table = lossyTable({ maxAttempts: 1 });
  lossy.loseNext("UpdateItem");
  await expect(take({ owner: "ann" }, table)).rejects.not.toThrow(UserError);
  await expect(take()).rejects.toThrow('"migrate" is running already: ann');
  expect(await take({ now: () => 1_060_001 })).toMatchObject({ fence: 2 });
});
