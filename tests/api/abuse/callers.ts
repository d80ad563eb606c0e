import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { routes } from "../../../functions/routes";
import type { Auth } from "../../../functions/shared/route";
import type { Caller, RawAnswer } from "../../../functions/shared/api-client";
import { me } from "../../../ops/people";
import { expectRefusal } from "../../testing/api";
import { clientConfig } from "../../testing/support";
import { tokenPart } from "../../testing/tokens";
import { setUser, type Rig } from "./rig";

/** Callers who are known but not allowed: each route, with each kind of caller that it is not for. */
export function callerAttacks(rig: Rig): void {
  describe("who may call what", () => {
    /** Calls a route on a user, without caring for its parameters. */
    const call = (method: string, path: string, userId: string, as?: Caller["as"]): Promise<RawAnswer> => {
      const filled = path
        .replace("{userId}", encodeURIComponent(userId))
        .replace("{classroomId}", "1990-P4B");
      const body = method === "POST" || method === "PUT" ? {} : undefined;
      return rig.api.raw(method, filled, { as, body });
    };

    test.each(requiring("session", "member", "self", "owner", "admin"))(
      "%s %s without a token",
      async (...route) => {
        expectRefusal(await call(...route, rig.alice.userId), 401, "UNAUTHORIZED");
      },
    );

    test.each(requiring("member", "admin"))("%s %s by a pending user", async (...route) => {
      expectRefusal(await call(...route, rig.alice.userId, rig.pending), 403, "FORBIDDEN");
    });

    test.each(requiring("admin"))("%s %s by a member", async (...route) => {
      expectRefusal(await call(...route, rig.pending.userId, rig.alice), 403, "FORBIDDEN");
    });

    test.each(requiring("self", "owner"))("%s %s of another user", async (...route) => {
      for (const as of [rig.alice, rig.pending]) {
        expectRefusal(await call(...route, rig.bob.userId, as), 403, "FORBIDDEN");
      }
    });

    test.each<[string, () => Caller]>([
      ["no key", () => ({})],
      ["an unknown key", () => ({ apiKey: "k".repeat(20) })],
      ["an empty key", () => ({ apiKey: "" })],
      ["an admin's token", () => ({ as: rig.admin })],
    ])("integrations with %s", async (_what, caller) => {
      expectRefusal(await rig.api.send(routes.stats, caller()), 403, "FORBIDDEN");
    });

    test("a suspended user has no access and cannot sign in", async () => {
      const as = await rig.people.member("Out");
      await setUser(rig, as, "status", "suspended");
      // The token is new to the gateway, which has no decision in its cache.
      expectRefusal(await rig.api.send(routes.getPreferences, { params: me, as }), 403, "FORBIDDEN");
      const { refreshToken, phoneNumber } = as;
      expectRefusal(await rig.api.send(routes.refresh, { body: { refreshToken } }), 403, "FORBIDDEN");
      const body = { phoneNumber, code: await rig.people.register(phoneNumber) };
      expectRefusal(await rig.api.send(routes.verify, { body }), 403, "FORBIDDEN");
    });

    test("a rejected user signs in, exports and deletes their data, and may do nothing else", async () => {
      const { userId, phoneNumber } = await rig.people.signUp("Out");
      await rig.api.call(routes.reject, { params: { userId }, as: rig.admin, body: {} });
      const as = await rig.people.signIn(phoneNumber);
      for (const [method, path] of requiring("member", "self", "admin")) {
        expectRefusal(await call(method, path, userId, as), 403, "FORBIDDEN");
      }
      for (const [method, path] of requiring("owner")) {
        expectRefusal(await call(method, path, rig.bob.userId, as), 403, "FORBIDDEN");
      }
      expect(await rig.api.call(routes.exportUser, { params: me, as })).toMatchObject({
        approval: { status: "rejected" },
      });
      expect((await rig.api.send(routes.deleteUser, { params: me, as })).status).toBe(202);
    });

    test("the token of a deleted user, or of a deleted session, is worth nothing", async () => {
      const [gone, out] = [await rig.people.signUp("Gone"), await rig.people.signUp("Signed out")];
      const accessToken = await rig.forge(gone, { claims: { jti: "another" } });
      await rig.api.call(routes.deleteUser, { params: me, as: { accessToken } });
      expectRefusal(await rig.api.send(routes.getPreferences, { params: me, as: gone }), 401, "UNAUTHORIZED");
      await new DynamoDBClient(clientConfig(rig.cloud)).send(
        new DeleteItemCommand({
          TableName: rig.tables["sessions"],
          Key: { sessionId: { S: String(tokenPart(out.accessToken, 1)["sid"]) } },
        }),
      );
      expectRefusal(await rig.api.send(routes.getPreferences, { params: me, as: out }), 401, "UNAUTHORIZED");
    });
  });
}

/** Method and path of the routes that need one of these. */
const requiring = (...auth: Auth[]): [method: string, path: string][] =>
  Object.values(routes)
    .filter((route) => auth.includes(route.auth))
    .map(({ method, path }) => [method, path]);
