import { newId } from "../../shared/ids";
import { MemoryApprovals } from "../testing/memory-approvals";
import { approve, reject, waiting, type ApprovalDeps } from "./service";
import type { ApprovalStore } from "./store";

const NOW = Date.parse("2027-01-15T08:00:00Z");
const member = (userId = newId("usr")) => ({ userId, role: "user" }) as const;
const admin = { userId: newId("usr"), role: "admin" } as const;

function setUp() {
  const store = new MemoryApprovals();
  const decided: string[] = [];
  const deps: ApprovalDeps = { store, onDecided: (status) => decided.push(status), now: () => NOW };
  const add = (requestedAt = "2027-01-10T08:00:00.000Z"): string => {
    const userId = newId("usr");
    store.add({ userId, name: "Chan", phoneMasked: "+85*******67", status: "pending", requestedAt });
    return userId;
  };
  return { store, deps, decided, add };
}

describe("approving", () => {
  test("one vote approves if one is required", async () => {
    const { store, deps, add } = setUp();
    const userId = add();
    expect(await approve(deps, member(), userId, 1)).toBe("approved");
    expect(store.users.get(userId)).toEqual({
      ...{ status: "approved", version: 2, approvedAt: "2027-01-15T08:00:00.000Z" },
    });
    expect(store.stats).toEqual({ approved: 1 });
  });

  test("the last required vote approves", async () => {
    const { store, deps, decided, add } = setUp();
    const userId = add();
    expect(await approve(deps, member(), userId, 3)).toBe("pending");
    expect(await approve(deps, member(), userId, 3)).toBe("pending");
    expect(store.users.get(userId)?.status).toBe("pending");
    expect(decided).toEqual([]);
    expect(await approve(deps, member(), userId, 3)).toBe("approved");
    expect(decided).toEqual(["approved"]);
    expect(store.users.get(userId)?.status).toBe("approved");
  });

  test("the vote of an admin approves at once", async () => {
    const { deps, add } = setUp();
    expect(await approve(deps, admin, add(), 3)).toBe("approved");
  });

  test.each([1, 3])("users cannot approve themselves, %d votes required", async (required) => {
    const { store, deps, add } = setUp();
    const userId = add();
    for (const role of ["user", "admin"] as const) {
      await expect(approve(deps, { userId, role }, userId, required)).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
    expect(store.approvals.get(userId)?.votes.size).toBe(0);
  });

  test("a second vote of the same member is rejected", async () => {
    const { deps, add } = setUp();
    const [userId, voter] = [add(), member()];
    await approve(deps, voter, userId, 3);
    await expect(approve(deps, voter, userId, 3)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test.each([1, 3])("a decided approval cannot be decided again, %d votes required", async (required) => {
    const { deps, decided, add } = setUp();
    const [approved, rejected] = [add(), add()];
    await approve(deps, admin, approved, required);
    await reject(deps, admin, rejected, undefined);
    const both = [...decided];
    expect(both).toEqual(["approved", "rejected"]);
    for (const userId of [approved, rejected]) {
      for (const caller of [member(), admin]) {
        await expect(approve(deps, caller, userId, required)).rejects.toMatchObject({ code: "CONFLICT" });
      }
    }
    expect(decided).toEqual(both);
  });

  test.each([1, 3])("unknown and malformed ids are not found, %d votes required", async (required) => {
    const { deps } = setUp();
    for (const userId of [newId("usr"), "stats#all", "phone#x", "x".repeat(5000)]) {
      await expect(approve(deps, member(), userId, required)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(reject(deps, admin, userId, undefined)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  test("a user who was deleted meanwhile", async () => {
    const { store, deps, add } = setUp();
    const userId = add();
    store.users.delete(userId);
    await expect(approve(deps, member(), userId, 1)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test.each(["the same voter", "another voter"])(
    "a vote counted before a crash leads to a decision with the next vote of %s",
    async (who) => {
      const { store, deps, add } = setUp();
      const [userId, voter] = [add(), member()];
      await approve(deps, member(), userId, 2);
      const crash: ApprovalStore = { vote: store.vote, decide: () => Promise.reject(new Error("killed")) };
      await expect(approve({ ...deps, store: crash }, voter, userId, 2)).rejects.toThrow("killed");
      expect(store.users.get(userId)?.status).toBe("pending");
      const next = who === "the same voter" ? voter : member();
      expect(await approve(deps, next, userId, 2)).toBe("approved");
      expect(store.stats).toEqual({ approved: 1 });
    },
  );

  test("concurrent votes all return approved, and the approval is counted once", async () => {
    const { store, deps, add } = setUp();
    const userId = add();
    await approve(deps, member(), userId, 2);
    // Both votes are counted before either decides.
    const voted = [0, 1].map(() => store.vote(userId, newId("usr")));
    await Promise.all(voted);
    const late: ApprovalStore = {
      vote: async (...args) => {
        const outcome = await store.vote(...args);
        await store.decide({ userId, status: "approved", by: "usr_other", at: "" });
        return outcome;
      },
      decide: store.decide,
    };
    expect(await approve({ ...deps, store: late }, member(), userId, 2)).toBe("approved");
    expect(store.stats).toEqual({ approved: 1 });
  });
});

test("a rejection stores who, when and why", async () => {
  const { store, deps, add } = setUp();
  const userId = add();
  await reject(deps, admin, userId, "Not of our year");
  expect(store.approvals.get(userId)?.decision).toEqual({
    ...{ userId, status: "rejected", by: admin.userId, at: "2027-01-15T08:00:00.000Z" },
    reason: "Not of our year",
  });
  expect(store.users.get(userId)?.status).toBe("rejected");
  expect(store.stats).toEqual({ approved: 0 });
});

describe("the list", () => {
  test("is paginated to the end", async () => {
    const { store, add } = setUp();
    const ids = [1, 2, 3, 4, 5].map((n) => add(`2027-01-0${String(n)}T08:00:00.000Z`));
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await waiting(store, { limit: "2", cursor });
      seen.push(...page.approvals.map(({ userId }) => userId));
      cursor = page.nextCursor;
      pages++;
    } while (cursor !== undefined);
    expect({ seen, pages }).toEqual({ seen: ids, pages: 3 });
  });

  test("has no cursor after a full last page", async () => {
    const { store, add } = setUp();
    add();
    add();
    expect(await waiting(store, { limit: "2" })).not.toHaveProperty("nextCursor");
  });

  test.each(["x", "e30", Buffer.from('{"userId":{"S":"x"}}').toString("base64url")])(
    "rejects an invalid cursor: %s",
    async (cursor) => {
      const { store } = setUp();
      await expect(waiting(store, { cursor })).rejects.toMatchObject({
        ...{ code: "BAD_REQUEST", details: [{ field: "cursor" }] },
      });
    },
  );
});
