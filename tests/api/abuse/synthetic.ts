import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

import { routes } from "../../../functions/routes";
import { me, newAddress, personOf, type Person } from "../../../ops/people";
import { expectRefusal } from "../../testing/api";
import { clientConfig, eventually } from "../../testing/support";
import type { Rig } from "./rig";

/** Attacks by the numbers of smoke tests, which everybody knows. */
export function syntheticAttacks(rig: Rig): void {
  describe("synthetic numbers", () => {
    /** Asks for a code, and reads it as a smoke test does. */
    async function code(phoneNumber: string): Promise<string> {
      await rig.api.call(routes.register, { body: { phoneNumber, name: "Smoke Test" } });
      const Key = { phoneHash: { S: `synthetic#${phoneNumber}` } };
      return eventually(async () => {
        const TableName = rig.tables["verificationCodes"];
        const { Item } = await new DynamoDBClient(clientConfig(rig.cloud)).send(
          new GetItemCommand({ TableName, Key }),
        );
        return Item?.["code"]?.S;
      });
    }

    test("a stranger may ask for a code, but nothing that the API says has it, and guesses are limited", async () => {
      const phoneNumber = "+12025550100";
      const stranger = newAddress();
      const right = await code(phoneNumber);
      const answers = [
        await rig.api.send(routes.register, {
          body: { phoneNumber, name: "Stranger" },
          headers: stranger,
        }),
        await rig.api.send(routes.login, { body: { phoneNumber }, headers: stranger }),
      ];
      for (const { status, body } of answers) {
        expect(status).toBe(200);
        expect(JSON.stringify(body)).not.toMatch(/\d{6}/);
      }
      expect(await rig.outbox.codes(phoneNumber)).toEqual([]);
      const guess = (by: number) => {
        const wrong = String((Number(right) + by) % 1_000_000).padStart(6, "0");
        const body = { phoneNumber, code: wrong };
        return rig.api.unthrottled(routes.verify, { body, headers: stranger });
      };
      const guesses = [];
      for (const by of [1, 2, 3, 4]) guesses.push((await guess(by)).status);
      expect(guesses).toEqual([401, 401, 401, 429]);
    });

    test("one number used up by a stranger leaves the others", async () => {
      const used = "+12025550101";
      const ask = (phoneNumber: string) =>
        rig.api.unthrottled(routes.register, { body: { phoneNumber, name: "Stranger" } });
      for (let i = 0; i < 6; i++) expect((await ask(used)).status).toBe(200);
      expectRefusal(await ask(used), 429, "TOO_MANY_REQUESTS");
      expect((await ask("+12025550102")).status).toBe(200);
    });

    describe("a synthetic user", () => {
      let user: Person;
      beforeAll(async () => {
        const phoneNumber = "+12025550103";
        const body = { phoneNumber, code: await code(phoneNumber) };
        user = personOf(await rig.api.call(routes.verify, { body }));
      });

      test("is a member, and no more", async () => {
        expect([user.role, user.status]).toEqual(["user", "approved"]);
        const classroom = { year: 1985, grade: "P4", section: "Z" };
        await rig.api.refused(403, routes.createClassroom, { as: user, body: classroom });
        const params = { userId: rig.pending.userId };
        await rig.api.refused(403, routes.reject, { params, as: user, body: {} });
        const other = { userId: rig.alice.userId };
        await rig.api.refused(403, routes.updateProfile, { params: other, as: user, body: { bio: "x" } });
        await rig.api.refused(403, routes.deleteUser, { params: other, as: user });
      });

      test("is not waiting for approval", async () => {
        const { approvals } = await rig.api.call(routes.pendingApprovals, { as: rig.alice });
        expect(approvals.map(({ userId }) => userId)).not.toContain(user.userId);
        expect(approvals.map(({ userId }) => userId)).toContain(rig.pending.userId);
      });

      test("is not counted, neither when it comes nor when it goes", async () => {
        const apiKey = await rig.readApiKey();
        const before = await rig.api.call(routes.stats, { apiKey });
        await rig.api.call(routes.deleteUser, { params: me, as: user });
        expect(await rig.api.call(routes.stats, { apiKey })).toEqual(before);
      });
    });
  });
}
