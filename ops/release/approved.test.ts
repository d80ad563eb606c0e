/** What people have agreed to before a release: its plan, and that it does not wait for the stage before. */
import type { DeploymentPlan } from "./platform";
import type { SavedPlan } from "./saved-plan";
import { releaseText } from "./text";
import { hasBegun } from "./undo";
import { Killed, World } from "./testing/world";

let world: World;
beforeEach(() => {
  world = new World();
});

describe("a release with a plan", () => {
  const change = (urn: string, inputs = "1") => ({ op: "update", urn: `a::b::c::${urn}`, inputs });
  const planOf = (changes: DeploymentPlan["planned"]): SavedPlan => ({
    ...{ format: 1, stage: "prod", commit: "new", version: "1.0.0", at: "2026-11-01T00:00:00Z" },
    changes: [...changes],
  });
  beforeEach(() => {
    world.plan = { ...world.plan, planned: [change("a"), change("b")] };
  });

  test("is deployed when its preview is that of the plan", async () => {
    const approved = planOf([change("b"), change("a")]);
    expect(await world.release({}, {}, { approved })).toMatchObject({ status: "released" });
  });

  test("is refused with what differs, and nothing is changed", async () => {
    const approved = planOf([change("a", "2"), change("gone")]);
    const record = await world.release({}, {}, { approved });
    expect(record).toMatchObject({ status: "failed", step: "preview" });
    expect([hasBegun(record), record.reason?.split("; ")]).toEqual([
      false,
      [
        "the preview is not that of the plan of 2026-11-01T00:00:00Z: make a new plan and have it approved",
        "update c::a has other inputs than in the plan",
        "update c::gone is in the plan only",
        "update c::b is not in the plan",
      ],
    ]);
    expect(world.done.filter((one) => !one.startsWith("save"))).toEqual(["preflight", "preview"]);
  });

  test("goes on after a deployment that was killed: what it has changed is not in its preview any more", async () => {
    const approved = planOf(world.plan.planned);
    world.before = (event) => {
      if (event === "smoke") world.lives = 0;
    };
    await expect(world.release({}, {}, { approved })).rejects.toThrow(Killed);
    world.restart();
    world.before = () => undefined;
    world.plan = { ...world.plan, planned: [] };
    expect(await world.release({}, {}, { approved })).toMatchObject({ status: "released" });
  });
});

test("new services and the reason of a hotfix are in the record", async () => {
  world.plan = { ...world.plan, services: ["sqs"] };
  expect(await world.release({}, {}, { hotfix: "sign-in fails" })).toMatchObject({
    ...{ services: ["sqs"], hotfix: "sign-in fails" },
  });
  expect(releaseText(world.newest)).toContain("\n  hotfix: sign-in fails\n");
});
