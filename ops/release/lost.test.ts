/** A release whose machine is lost, and a stack that somebody else has locked. */
import * as os from "node:os";

import { StackLocked } from "../stages/stack-lock";
import { rollback } from "../rollback/rollback";
import { Killed, World } from "./testing/world";

let world: World;
beforeEach(() => {
  world = new World();
});

/** A release that dies while it deploys, on another host. */
async function lose(): Promise<string> {
  world.before = (event) => {
    if (event === "up") world.lives = 0;
  };
  await expect(world.release()).rejects.toThrow(Killed);
  world.restart();
  world.before = () => undefined;
  expect(world.newest.hosts).toEqual([os.hostname()]);
  world.records.set(world.newest.id, { ...world.newest, hosts: ["runner-1"] });
  return world.newest.startedAt;
}

test.each<[string, () => Promise<unknown>]>([
  ["the next release", () => world.release()],
  ["a release of another commit", () => world.release({ commit: "newer" })],
  ["a rollback", () => rollback(world.operation())],
])(
  "%s may remove the lock of a run that was lost, and is recorded with its own host",
  async (_what, next) => {
    const since = await lose();
    const lost = world.newest.id;
    await next();
    expect(world.dead).toEqual([{ hosts: ["runner-1"], since }]);
    expect(world.records.get(lost)?.hosts).toEqual(["runner-1", os.hostname()]);
    expect([...world.records.values()].map(({ status }) => status)).not.toContain("running");
  },
);

test("a lost release that goes on as a hotfix says so", async () => {
  await lose();
  expect(await world.release({}, {}, { hotfix: "sign-in fails" })).toMatchObject({ hotfix: "sign-in fails" });
});

test.each<[string, "deploy" | "reconcile", string[]]>([
  ["deploys", "deploy", []],
  ["rolls back", "reconcile", ["sign-in: 500"]],
])(
  "a stack that is locked while a release %s stops it, and the next run goes on",
  async (_what, method, smoke) => {
    world.problems = { smoke };
    world.errors[method] = new StackLocked("prod", []);
    await expect(world.release()).rejects.toThrow(/^the stack "prod" is locked by another run/);
    expect(world.newest).toMatchObject({ status: "running" });
    expect(world.newest.events.at(-1)?.message).toContain("is locked by another run");
    delete world.errors[method];
    world.problems = {};
    await world.release();
    expect([...world.records.values()].map(({ status }) => status)).not.toContain("running");
  },
);
