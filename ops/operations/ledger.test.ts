import { Failure } from "../../common/errors";
import { Ledger, type Release } from "./ledger";
import { takeLock, type Lease } from "./lock";
import { all, testOperations } from "./testing/table";

const made = testOperations();
let lease: Lease;
let ledger: Ledger;
beforeEach(async () => {
  ledger = new Ledger(made.table);
  lease = await takeLock(made.table, "release");
});
afterEach(() => lease.release());

const release = (id: string, status: Release["status"], more: Partial<Release> = {}): Release => ({
  ...{ id, kind: "release", status, step: "finish", version: "1.2.0", commit: "abc", by: "ann" },
  ...{ committedAt: "2026-01-01T00:00:00.000Z", startedAt: "2026-01-01T01:00:00.000Z", events: [] },
  ...more,
});

test("a release is read as it was written, a rollback too", async () => {
  const written = [
    release("2026-01-01-abc", "released", { versions: { users: "7" }, migrations: ["0001-a"] }),
    release("2026-01-02-abc", "running", {
      ...{ kind: "rollback", to: "2026-01-01-abc", step: "rollback", endedAt: undefined as never },
      events: [{ at: "2026-01-02T00:00:00.000Z", step: "rollback", message: "asked" }],
    }),
  ];
  for (const one of written) await ledger.save(one, lease);
  for (const one of written) expect(await ledger.get(one.id)).toEqual(one);
  expect(await all(ledger.releases())).toEqual([written[1], written[0]]);
  expect(await ledger.get("2026-01-03-abc")).toBeUndefined();
});

test("the current release is the latest that was released; a running one is found", async () => {
  expect(await ledger.current()).toBeUndefined();
  expect(await ledger.running()).toBeUndefined();
  const releases = [
    ...[release("1", "released"), release("2", "released"), release("3", "rolled-back")],
    ...[release("4", "running"), release("5", "failed")],
  ];
  for (const one of releases) await ledger.save(one, lease);
  expect(await ledger.current()).toMatchObject({ id: "2" });
  expect(await ledger.running()).toMatchObject({ id: "4" });
});

test("one that has lost the lock cannot write", async () => {
  await ledger.save(release("1", "running"), lease);
  const next = await takeLock(made.table, "release", { now: () => Date.now() + 61_000 });
  await expect(ledger.save(release("1", "released"), lease)).rejects.toThrow(Failure);
  expect(await ledger.get("1")).toMatchObject({ status: "running" });
  await next.release();
});

test("items of other kinds are no releases, and a kind is listed in the order of ids, over pages", async () => {
  const text = "x".repeat(390_000);
  for (const id of ["b", "a", "d", "c"]) await lease.write([made.table.put("migration", id, { text })]);
  expect(await all(ledger.releases())).toEqual([]);
  const ids = async (newestFirst: boolean) =>
    (await all(made.table.list("migration", { newestFirst }))).map(({ id }) => id);
  expect(await ids(false)).toEqual(["a", "b", "c", "d"]);
  expect(await ids(true)).toEqual(["d", "c", "b", "a"]);
  await made.table.delete("migration", "b");
  expect(await ids(false)).toEqual(["a", "c", "d"]);
});
