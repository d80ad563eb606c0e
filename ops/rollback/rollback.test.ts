import { UserError } from "../../common/errors";
import { Killed, released, World } from "../release/testing/world";
import { planRollback, rollback } from "./rollback";

let world: World;
beforeEach(() => {
  world = new World();
});

const acts = () => world.done.filter((one) => !one.startsWith("save"));
const back = (to?: string) => rollback({ ...world.operation(), to });
const refusal = async (to?: string): Promise<string> => {
  const before = world.done.length;
  const error: unknown = await back(to).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect(world.done).toHaveLength(before);
  return (error as UserError).message;
};

test("a rollback moves the aliases first, and is recorded", async () => {
  const { id } = await world.release();
  world.done.length = 0;
  const record = await back();
  expect(acts()).toEqual(["point", "reconcile old"]);
  expect(record).toMatchObject({
    ...{ kind: "rollback", status: "released", commit: "old", previous: id, to: "2026-10-01-old" },
    ...{ before: { f: "2" }, by: "somebody@host" },
  });
  expect([world.served, world.state.commit]).toEqual([["old"], "old"]);
  expect(record.versions).toEqual({ f: world.alias.version });
});

test("after a rollback, the next one goes further back, not forth", async () => {
  const first = await world.release({ commit: "b", version: "2.0.0" });
  await world.release({ commit: "c" });
  await back();
  expect(world.newest.to).toBe(first.id);
  await back();
  expect([world.newest.to, world.served]).toEqual(["2026-10-01-old", ["old"]]);
  expect(await refusal()).toBe("the ledger has no earlier release");
});

test("--to takes an id or a version", async () => {
  const first = await world.release({ commit: "b", version: "2.0.0" });
  await world.release({ commit: "c", version: "3.0.0" });
  expect(await back(first.id)).toMatchObject({ to: first.id, commit: "b" });
  expect(await back("3.0.0")).toMatchObject({ commit: "c" });
  expect(await refusal("9.9.9")).toBe('the ledger has no release "9.9.9"');
});

test("what serves already is refused", async () => {
  const { id } = await world.release();
  expect(await refusal(id)).toBe(`${id} serves already`);
});

test.each<[string, () => void, RegExp]>([
  ["a migration of phase contract", () => (world.contract = ["0002-no-names"]), /not safe: .+0002-no-names/],
  [
    "a removed resource",
    () => (world.plan = { ...world.plan, removed: ["aws:sqs/queue:Queue::codes"] }),
    /not safe: .+Queue::codes/,
  ],
])("%s in between refuses it, and nothing is changed", async (_, prepare, message) => {
  prepare();
  await world.release({ commit: "b" });
  world.plan = { ...world.plan, removed: [] };
  await world.release({ commit: "c" });
  expect(await refusal("2026-10-01-old")).toMatch(message);
  // Nothing lies between the last two.
  expect((await back()).status).toBe("released");
});

test("versions that were deleted refuse it", async () => {
  world.records.set("2026-10-01-old", released({ id: "2026-10-01-old", versions: { f: "99" } }));
  await world.release();
  expect(await refusal()).toContain("versions of 2026-10-01-old do not exist any more: 99");
});

test("after a release that failed and was not rolled back, it returns to the one before", async () => {
  world.errors.reconcile = new Error("AccessDenied");
  world.problems.smoke = ["500"];
  expect((await world.release()).status).toBe("failed");
  world.errors = {};
  expect(await back()).toMatchObject({ status: "released", to: "2026-10-01-old" });
  expect([world.served, world.state.commit]).toEqual([["old"], "old"]);
});

test("a failure is recorded, and the command can be run again", async () => {
  await world.release();
  world.errors.reconcile = new Error("AccessDenied");
  expect(await back()).toMatchObject({ status: "failed", reason: "AccessDenied" });
  world.errors = {};
  await back("2026-10-01-old");
  expect([world.served, world.state.commit]).toEqual([["old"], "old"]);
});

test("killed at any moment, the next release or rollback ends it", async () => {
  for (const next of ["release", "rollback"])
    for (let lives = 0; ; lives++) {
      world = new World();
      await world.release();
      world.lives = lives;
      const ended = await back().catch((error: unknown) => error);
      if (!(ended instanceof Killed)) break;
      world.restart();
      await (next === "release" ? world.release({ commit: "newer" }) : back());
      expect([lives, next, world.served]).toEqual([lives, next, [next === "release" ? "newer" : "old"]]);
      expect([...world.records.values()].map(({ status }) => status)).not.toContain("running");
      expect(world.state.alias).toBe(world.alias.version);
    }
});

test("it ends an interrupted release whose deployment had begun, and that is all", async () => {
  await world.release({ commit: "b" });
  world.lives = 20;
  await expect(world.release({ commit: "c" }, { canaryPercent: 10 })).rejects.toThrow(Killed);
  world.restart();
  expect(await back()).toMatchObject({ kind: "release", status: "rolled-back", commit: "c" });
  expect(world.served).toEqual(["b"]);
});

test("a dry run says which aliases would move, and moves none", async () => {
  await world.release();
  world.done.length = 0;
  expect(await planRollback(world.operation())).toEqual({
    to: { id: "2026-10-01-old", version: "1.0.0", commit: "old" },
    aliases: [{ function: "f", from: "2", to: "1" }],
    changes: world.plan.changes,
  });
  expect([world.done, world.served]).toEqual([[], ["new"]]);
});

test("an interrupted rollback is left for the next run, which ends it", async () => {
  await world.release();
  world.before = (event) => {
    if (event.startsWith("reconcile")) world.interrupt.abort();
  };
  await expect(back()).rejects.toThrow("interrupted in the step rollback");
  expect(world.newest).toMatchObject({ kind: "rollback", status: "running" });
  world.before = () => undefined;
  world.interrupt = new AbortController();
  expect(await back()).toMatchObject({ kind: "rollback", status: "released", commit: "old" });
  expect([world.served, world.state.commit]).toEqual([["old"], "old"]);
});
