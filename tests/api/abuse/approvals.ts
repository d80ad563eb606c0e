import type { Person } from "./people";
import { expectRefusal } from "./refusal";
import type { Rig } from "./rig";
import type { Answer } from "../../testing/support";

/** Votes that must not count. Two members' votes approve here. */
export function approvalAttacks(rig: Rig): void {
  describe("approvals", () => {
    const vote = (voter: Person, userId: string): Promise<Answer> =>
      rig.api.call("POST", `/auth/approve/${encodeURIComponent(userId)}`, {}, voter);
    const statusOf = async (person: Person): Promise<unknown> => {
      const { body } = await rig.api.call("POST", "/auth/refresh-token", {
        refreshToken: person.refreshToken,
      });
      return (body["user"] as { status: string }).status;
    };

    test("nobody approves themselves: not who waits, not a member, not an admin", async () => {
      expectRefusal(await vote(rig.pending, rig.pending.userId), 403, "FORBIDDEN");
      expectRefusal(await vote(rig.pending, "me"), 403, "FORBIDDEN");
      for (const person of [rig.alice, rig.admin]) {
        expectRefusal(await vote(person, person.userId), 403, "FORBIDDEN");
      }
    });

    test("a second vote of one member does not count; one of another does", async () => {
      const person = await rig.api.signIn("Waiting");
      expect(await vote(rig.alice, person.userId)).toMatchObject({
        status: 200,
        body: { status: "pending" },
      });
      expectRefusal(await vote(rig.alice, person.userId), 409, "CONFLICT");
      expect(await vote(rig.bob, person.userId)).toMatchObject({ status: 200, body: { status: "approved" } });
      expectRefusal(await vote(rig.alice, person.userId), 409, "CONFLICT");
      expectRefusal(await vote(rig.admin, person.userId), 409, "CONFLICT");
    });

    test("of one member's parallel votes one counts", async () => {
      const person = await rig.api.signIn("Raced");
      const answers = await Promise.all([1, 2, 3, 4].map(() => vote(rig.alice, person.userId)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      expect(await statusOf(person)).toBe("pending");
    });

    test("whoever is rejected is not approved by votes that come later", async () => {
      const person = await rig.api.signIn("Refused");
      await vote(rig.alice, person.userId);
      const rejected = await rig.api.call(
        "POST",
        `/auth/reject/${person.userId}`,
        { reason: "x" },
        rig.admin,
      );
      expect(rejected.status).toBe(200);
      expectRefusal(await vote(rig.bob, person.userId), 409, "CONFLICT");
      const answer = await rig.api.call("POST", "/auth/refresh-token", { refreshToken: person.refreshToken });
      expectRefusal(answer, 403, "FORBIDDEN");
    });

    test("the body names neither voter nor outcome", async () => {
      const path = `/auth/approve/${rig.pending.userId}`;
      for (const body of [{ userId: rig.bob.userId }, { voterId: rig.bob.userId }, { status: "approved" }]) {
        expectRefusal(await rig.api.call("POST", path, body, rig.alice), 400, "BAD_REQUEST");
      }
    });

    test.each(["stats#all", "phone#0", "usr_00000000000000000000", "../approve", "%00", "a".repeat(500)])(
      "nobody of the id %j waits",
      async (userId) => {
        expectRefusal(await vote(rig.admin, userId), 404, "NOT_FOUND");
        expectRefusal(await vote(rig.alice, userId), 404, "NOT_FOUND");
      },
    );
  });
}
