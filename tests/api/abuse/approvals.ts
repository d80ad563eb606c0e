import { routes } from "../../../functions/routes";
import type { Answer } from "../../../functions/shared/api-client";
import type { Person } from "../../../ops/people";
import { expectRefusal } from "../../testing/api";
import type { Rig } from "./rig";

/** Votes that must not count. Two members' votes approve here. */
export function approvalAttacks(rig: Rig): void {
  describe("approvals", () => {
    const vote = (as: Person, userId: string): Promise<Answer<typeof routes.approve>> =>
      rig.api.send(routes.approve, { params: { userId }, as, body: {} });

    test("nobody approves themselves: neither a pending user nor a member nor an admin", async () => {
      expectRefusal(await vote(rig.pending, rig.pending.userId), 403, "FORBIDDEN");
      expectRefusal(await vote(rig.pending, "me"), 403, "FORBIDDEN");
      for (const person of [rig.alice, rig.admin]) {
        expectRefusal(await vote(person, person.userId), 403, "FORBIDDEN");
      }
    });

    test("a member's second vote does not count; another member's does", async () => {
      const { userId } = await rig.people.signUp("Waiting");
      expect(await vote(rig.alice, userId)).toMatchObject({ status: 200, body: { status: "pending" } });
      expectRefusal(await vote(rig.alice, userId), 409, "CONFLICT");
      expect(await vote(rig.bob, userId)).toMatchObject({ status: 200, body: { status: "approved" } });
      expectRefusal(await vote(rig.alice, userId), 409, "CONFLICT");
      expectRefusal(await vote(rig.admin, userId), 409, "CONFLICT");
    });

    test("of one member's parallel votes one counts", async () => {
      const { userId, refreshToken } = await rig.people.signUp("Raced");
      const answers = await Promise.all([1, 2, 3, 4].map(() => vote(rig.alice, userId)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      const { user } = await rig.api.call(routes.refresh, { body: { refreshToken } });
      expect(user.status).toBe("pending");
    });

    test("a rejected user is not approved by later votes", async () => {
      const { userId, refreshToken } = await rig.people.signUp("Refused");
      await vote(rig.alice, userId);
      await rig.api.call(routes.reject, { params: { userId }, body: { reason: "x" }, as: rig.admin });
      expectRefusal(await vote(rig.bob, userId), 409, "CONFLICT");
      const { user } = await rig.api.call(routes.refresh, { body: { refreshToken } });
      expect(user.status).toBe("rejected");
    });

    test("an admin approves and rejects without a body", async () => {
      for (const [action, status] of [
        ["approve", "approved"],
        ["reject", "rejected"],
      ] as const) {
        const { userId, refreshToken } = await rig.people.signUp("Waiting");
        const answer = await rig.api.raw("POST", `/auth/${action}/${userId}`, { as: rig.admin });
        expect(answer.status).toBe(200);
        const { user } = await rig.api.call(routes.refresh, { body: { refreshToken } });
        expect(user.status).toBe(status);
      }
    });

    test("the body sets neither voter nor outcome", async () => {
      const path = `/auth/approve/${rig.pending.userId}`;
      for (const body of [{ userId: rig.bob.userId }, { voterId: rig.bob.userId }, { status: "approved" }]) {
        expectRefusal(await rig.api.raw("POST", path, { body, as: rig.alice }), 400, "BAD_REQUEST");
      }
    });

    test.each(["stats#all", "phone#0", "usr_00000000000000000000", "../approve", "%00", "a".repeat(500)])(
      "no user with the id %j is waiting",
      async (userId) => {
        expectRefusal(await vote(rig.admin, userId), 404, "NOT_FOUND");
        expectRefusal(await vote(rig.alice, userId), 404, "NOT_FOUND");
      },
    );
  });
}
