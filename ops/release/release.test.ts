import { Failure } from "../../common/errors";
import { Killed, World } from "./testing/world";

let world: World;
beforeEach(() => {
  world = new World();
});

const gradual = { canaryPercent: 10, bakeMinutes: 1 };
/** What happened, without the writes of the ledger. */
const acts = () => world.done.filter((one) => !one.startsWith("save"));

test("a release runs its steps in order, each recorded before it starts and after it ends", async () => {
  world.expand = ["0001-names"];
  world.contract = ["0002-no-names"];
  const record = await world.release();
  expect(acts()).toEqual([
    ...["preflight", "preview", "up", "point", "migrate expand", "smoke"],
    ...["health", "health", "health", "migrate contract"],
  ]);
  expect(record).toMatchObject({
    ...{
      kind: "release",
      status: "released",
      commit: "new",
      by: "somebody@host",
      previous: "2026-10-01-old",
    },
    ...{ before: { f: "1" }, versions: { f: "2" }, changes: { update: 2 } },
    ...{ migrations: ["0001-names", "0002-no-names"], contract: ["0002-no-names"] },
  });
  expect(world.served).toEqual(["new"]);
  for (const [index, done] of world.done.entries())
    if (!done.startsWith("save"))
      expect(world.done.slice(0, index)).toContainEqual(expect.stringMatching(/^save running/));
  const steps = record.events.map(({ step }) => step);
  expect([...new Set(steps)]).toEqual([
    "preflight",
    "preview",
    "deploy",
    "migrate",
    "shift",
    "smoke",
    "bake",
    "finish",
  ]);
});

test("a gradual release keeps the old version for most users until it has baked", async () => {
  const shares: unknown[] = [];
  world.before = (event) => {
    if (["health", "smoke", "smoke of both", "migrate expand"].includes(event))
      shares.push([event, world.alias.share ?? world.served[0]]);
  };
  await world.release({}, gradual);
  expect(acts()).toEqual([
    ...["preflight", "preview", "up without aliases", "migrate expand", "shift", "smoke of both"],
    ...["health", "health", "health", "point", "up", "smoke", "migrate contract"],
  ]);
  expect(shares).toEqual([
    ["migrate expand", "old"],
    ["smoke of both", 0.1],
    ["health", 0.1],
    ["health", 0.1],
    ["health", 0.1],
    ["smoke", "new"],
  ]);
  expect([world.served, world.state.alias]).toEqual([["new"], "2"]);
});

test("what the old version would lose is deployed at once, and the record says why", async () => {
  world.plan = { ...world.plan, abrupt: "health-role loses dynamodb:GetItem" };
  const record = await world.release({}, gradual);
  expect(acts()).not.toContain("shift");
  expect(record.events.map(({ message }) => message)).toContain(
    "not gradual: health-role loses dynamodb:GetItem",
  );
});

test.each<[string, () => void]>([
  ["preflight", () => (world.problems.preflight = ["the reason"])],
  ["preview", () => (world.plan = { ...world.plan, problems: ["the reason"] })],
])("a problem in %s fails the release, and nothing is changed", async (step, prepare) => {
  prepare();
  expect(await world.release()).toMatchObject({ status: "failed", step, reason: "the reason" });
  expect(acts().filter((one) => !["preflight", "preview"].includes(one))).toEqual([]);
});

const failures: [string, () => void][] = [
  ["the deployment fails", () => (world.errors.deploy = new Error("a limit is reached"))],
  ["a migration fails", () => (world.errors.migrate = new Error("no backup"))],
  ["the smoke test fails", () => (world.problems.smoke = ["sign-in: 500"])],
  ["an alarm fires", () => (world.problems.health = ["the alarm api-failing fires"])],
  [
    "aliases cannot be moved",
    () => {
      let tries = 0;
      world.before = (event) => {
        if (!["point", "shift"].includes(event)) return;
        if (tries++ === 0) world.errors.point = new Error("throttled");
        else delete world.errors.point;
      };
    },
  ],
];
describe.each([
  ["at once", {}],
  ["gradual", gradual],
])("a release %s", (_, settings) => {
  test.each(failures)("is rolled back when %s", async (_what, fail) => {
    fail();
    const record = await world.release({}, settings);
    expect(record).toMatchObject({ status: "rolled-back", step: "rollback", commit: "new" });
    expect(record.reason).toBeTruthy();
    expect([world.served, world.state.commit]).toEqual([["old"], "old"]);
    expect(world.alias.share).toBeUndefined();
    // The aliases first: that takes seconds.
    expect(acts().slice(-2)).toEqual(["point", "reconcile old"]);
    expect(record.versions).toEqual({ f: world.alias.version });
    expect(world.state.alias).toBe(world.alias.version);
  });
});

test("after a migration of phase contract began, nothing is rolled back", async () => {
  world.contract = ["0002-no-names"];
  world.before = (event) => {
    if (event === "migrate contract") world.errors.migrate = new Error("throttled");
  };
  expect(await world.release()).toMatchObject({
    status: "failed",
    step: "finish",
    reason: expect.stringMatching(/^throttled\. Not rolled back: .+0002-no-names.+Release a fix/) as string,
  });
  expect(world.served).toEqual(["new"]);
});

test("after a resource with data was removed, nothing is rolled back", async () => {
  world.plan = { ...world.plan, removed: ["aws:dynamodb/table:Table::users"] };
  world.problems.smoke = ["sign-in: 500"];
  const { status, reason } = await world.release();
  expect([status, reason]).toEqual([
    "failed",
    expect.stringContaining("removed aws:dynamodb/table:Table::users"),
  ]);
});

test("a rollback that fails says both reasons", async () => {
  world.problems.smoke = ["sign-in: 500"];
  world.errors.reconcile = new Error("AccessDenied");
  const { status, reason } = await world.release();
  expect([status, reason]).toEqual(["failed", "sign-in: 500. The rollback failed, too: AccessDenied"]);
});

test("without an earlier release in the ledger, the functions alone are rolled back", async () => {
  world.records.clear();
  world.problems.smoke = ["sign-in: 500"];
  const record = await world.release();
  expect(record.status).toBe("rolled-back");
  expect(acts().at(-1)).toBe("reconcile undefined");
  expect([world.served, world.state.alias]).toEqual([["old"], "1"]);
});

test("an interrupted release says how to go on", async () => {
  world.before = (event) => {
    if (event === "smoke") world.interrupt.abort();
  };
  const error = await world.release().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Failure);
  expect((error as Failure).remedy).toMatch(/same command again.+npm run rollback/);
  expect(world.newest).toMatchObject({ status: "running", step: "smoke" });
  expect(world.served).toEqual(["new"]);
});

/** Number of events of a release. */
async function lengthOf(settings: object, prepare: (world: World) => void): Promise<number> {
  const whole = new World();
  prepare(whole);
  await whole.release({}, settings);
  return whole.done.length;
}

const stories: [string, object, (world: World) => void, string][] = [
  ["that passes", {}, (one) => (one.contract = ["0002"]), "new"],
  ["that is gradual", gradual, (one) => (one.contract = ["0002"]), "new"],
  ["that fails", {}, (one) => (one.problems.smoke = ["500"]), "old"],
  ["that is gradual and fails", gradual, (one) => (one.problems.health = ["alarm"]), "old"],
];
describe.each(stories)("a release %s, killed at any moment", (_, settings, prepare, code) => {
  test("is ended by the next run of the same commit", async () => {
    for (let lives = 0; lives < (await lengthOf(settings, prepare)); lives++) {
      world = new World();
      prepare(world);
      world.lives = lives;
      await expect(world.release({}, settings)).rejects.toThrow(Killed);
      world.restart();
      await world.release({}, settings);
      const statuses = [...world.records.values()].map(({ status }) => status);
      expect([lives, statuses.includes("running"), world.served]).toEqual([lives, false, [code]]);
      expect(world.state.alias).toBe(world.alias.version);
      if (code === "new") expect([world.contract, world.newest.contract]).toEqual([[], ["0002"]]);
    }
  });

  test("is rolled back by the next run of another commit, which then releases its own", async () => {
    for (let lives = 0; lives < (await lengthOf(settings, prepare)); lives++) {
      world = new World();
      prepare(world);
      world.lives = lives;
      await expect(world.release({}, settings)).rejects.toThrow(Killed);
      world.restart();
      world.problems = {};
      const record = await world.release({ commit: "newer" }, settings);
      expect([lives, record.status, world.served, world.state.commit]).toEqual([
        lives,
        "released",
        ["newer"],
        "newer",
      ]);
      expect([...world.records.values()].map(({ status }) => status)).not.toContain("running");
    }
  });

  test("leaves aliases that the ledger describes", async () => {
    for (let lives = 0; lives < (await lengthOf(settings, prepare)); lives++) {
      world = new World();
      prepare(world);
      world.lives = lives;
      await expect(world.release({}, settings)).rejects.toThrow(Killed);
      const { before = { f: "1" }, versions, canaryPercent, step } = world.newest;
      const { version, other = version, share = 0 } = world.alias;
      // While it deploys, the engine moves the aliases.
      if (versions === undefined || step === "rollback") continue;
      expect([before["f"], versions["f"]]).toEqual(expect.arrayContaining([version, other]));
      expect([0, (canaryPercent ?? 0) / 100]).toContain(share);
    }
  });

  test("is ended by `pulumi up` alone with the new code for all users", async () => {
    for (let lives = 0; lives < (await lengthOf(settings, prepare)); lives++) {
      world = new World();
      prepare(world);
      world.lives = lives;
      await world.release({}, settings).catch(() => undefined);
      if (world.newest.step === "rollback") continue;
      world.restart();
      await world.operation().platform(new AbortController().signal).deploy([]);
      expect([lives, world.served, world.alias.share]).toEqual([lives, ["new"], undefined]);
    }
  });
});
