import { TestStage } from "../../testing/stage";
import { newId } from "../../shared/ids";
import { MemoryApprovals } from "../testing/memory-approvals";
import {
  approvalStore,
  waitingStore,
  type ApprovalStore,
  type Decision,
  type Waiting,
  type WaitingStore,
} from "./store";

const stage = new TestStage("approvals");
const at = "2027-01-15T08:00:00.000Z";

interface World {
  store: ApprovalStore & WaitingStore;
  add(waiting: Waiting): Promise<void>;
  approved(): Promise<unknown>;
}

const worlds: [string, () => World][] = [
  [
    "DynamoDB",
    () => ({
      store: {
        ...approvalStore(stage.dynamoDb, stage.tables),
        ...waitingStore(stage.dynamoDb, stage.tables.approvals),
      },
      async add(waiting) {
        const { userId, status, requestedAt: createdAt } = waiting;
        await stage.put("approvals", waiting);
        await stage.put("users", { userId, status, createdAt, version: 1 });
      },
      approved: async () => (await stage.counters())["approved"],
    }),
  ],
  [
    "memory",
    () => {
      const store = new MemoryApprovals();
      return {
        store,
        add: async (waiting) => store.add(waiting),
        approved: async () => store.stats.approved,
      };
    },
  ],
];

function someone(over: Partial<Waiting> = {}): Waiting {
  return {
    ...{ userId: newId("usr"), name: "Chan Tai Man", phoneMasked: "+85*******67", status: "pending" },
    requestedAt: "2027-01-10T08:00:00.000Z",
    ...over,
  };
}

const approval = (userId: string): Decision => ({ userId, status: "approved", by: "usr_admin", at });

describe.each(worlds)("approvals on %s", (_kind, make) => {
  let world: World;
  let store: World["store"];
  beforeAll(() => {
    world = make();
    store = world.store;
  });
  const added = async (over: Partial<Waiting> = {}): Promise<string> => {
    const waiting = someone(over);
    await world.add(waiting);
    return waiting.userId;
  };

  test("pending users are listed oldest first, page by page, without others", async () => {
    const day = (n: number): string => `2027-01-0${String(n)}T08:00:00.000Z`;
    const waiting = [3, 1, 4, 2, 5].map((n) => someone({ requestedAt: day(n) }));
    for (const one of waiting) await world.add(one);
    await added({ requestedAt: day(3), status: "approved" });
    const sorted = waiting.toSorted((a, b) => (a.requestedAt < b.requestedAt ? -1 : 1));

    const first = await store.list(2, undefined);
    expect(first).toMatchObject({ approvals: sorted.slice(0, 2), more: true });
    const second = await store.list(2, sorted[1]);
    expect(second).toMatchObject({ approvals: sorted.slice(2, 4), more: true });
    const third = await store.list(1, sorted[3]);
    expect(third).toMatchObject({ approvals: sorted.slice(4), more: false });
    for (const { userId } of waiting) await store.decide(approval(userId));
    expect(await store.list(10, undefined)).toMatchObject({ approvals: [], more: false });
  });

  test("each member has one vote", async () => {
    const userId = await added();
    expect(await store.vote(userId, "usr_a")).toEqual({
      counted: true,
      state: { status: "pending", voters: ["usr_a"] },
    });
    expect(await store.vote(userId, "usr_b")).toMatchObject({ counted: true });
    const again = await store.vote(userId, "usr_a");
    expect(again).toMatchObject({ counted: false, state: { status: "pending" } });
    expect([...(again.state?.voters ?? [])].sort()).toEqual(["usr_a", "usr_b"]);
  });

  test("twenty concurrent votes are all counted, twenty of one member count once", async () => {
    const userId = await added();
    const voters = Array.from({ length: 20 }, (_, i) => `usr_${String(i)}`);
    await Promise.all(voters.map((voter) => store.vote(userId, voter)));
    const all = await Promise.all(voters.map(() => store.vote(userId, "usr_same")));
    expect(all.filter(({ counted }) => counted)).toHaveLength(1);
    expect(all[0]!.state?.voters).toHaveLength(21);
  });

  test("decided and unknown approvals accept no votes", async () => {
    const userId = await added();
    await store.decide(approval(userId));
    expect(await store.vote(userId, "usr_a")).toEqual({
      counted: false,
      state: { status: "approved", voters: [] },
    });
    expect(await store.vote(newId("usr"), "usr_a")).toEqual({ counted: false });
  });

  test("an approval is written and counted once; a rejection is not counted", async () => {
    const [first, second] = [await added(), await added()];
    const before = Number(await world.approved());
    const all = await Promise.all(Array.from({ length: 5 }, () => store.decide(approval(first))));
    expect(all.filter((obstacle) => obstacle === undefined)).toHaveLength(1);
    expect(all.filter((obstacle) => obstacle?.kind === "decided")).toHaveLength(4);
    expect(await store.decide({ ...approval(second), status: "rejected" })).toBeUndefined();
    expect(Number(await world.approved())).toBe(before + 1);
    expect(await store.decide(approval(second))).toEqual({ kind: "decided", status: "rejected" });
    expect(await store.decide(approval(newId("usr")))).toEqual({ kind: "unknown" });
  });
});

describe("items in DynamoDB", () => {
  let store: ApprovalStore;
  beforeAll(() => {
    store = approvalStore(stage.dynamoDb, stage.tables);
  });

  test("an approval", async () => {
    const waiting = someone();
    const { userId } = waiting;
    await stage.put("approvals", waiting);
    await stage.put("users", { userId, status: "pending", version: 4, fullName: "Chan Tai Man" });
    await store.vote(userId, "usr_a");
    expect(await stage.get("approvals", userId)).toEqual({
      ...{ ...waiting, voters: new Set(["usr_a"]), lastVote: expect.any(String) as unknown },
    });
    await store.decide({ userId, status: "approved", by: "usr_b", at });
    expect(await stage.get("approvals", userId)).toEqual({
      ...waiting,
      ...{ status: "approved", decidedAt: at, decidedBy: "usr_b" },
    });
    expect(await stage.get("users", userId)).toEqual({
      ...{ userId, status: "approved", version: 5, fullName: "Chan Tai Man", approvedAt: at },
    });
  });

  test("a rejection", async () => {
    const waiting = someone();
    const { userId } = waiting;
    await stage.put("approvals", waiting);
    await stage.put("users", { userId, status: "pending", version: 1 });
    await store.decide({ userId, status: "rejected", by: "usr_b", at, reason: "Not of our year" });
    expect(await stage.get("approvals", userId)).toEqual({
      ...waiting,
      ...{ status: "rejected", decidedAt: at, decidedBy: "usr_b", reason: "Not of our year" },
    });
    expect(await stage.get("users", userId)).toEqual({ userId, status: "rejected", version: 2 });
  });

  test("nothing is written for a user who is deleted or no longer pending", async () => {
    const [gone, suspended] = [someone(), someone()];
    for (const waiting of [gone, suspended]) await stage.put("approvals", waiting);
    await stage.put("users", { userId: suspended.userId, status: "suspended", version: 1 });
    for (const { userId } of [gone, suspended]) {
      expect(await store.decide(approval(userId))).toEqual({ kind: "user" });
      expect(await stage.get("approvals", userId)).toMatchObject({ status: "pending" });
    }
    expect(await stage.get("users", gone.userId)).toBeUndefined();
  });
});
