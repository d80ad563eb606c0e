import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { routes } from "../../../functions/routes";
import type { Auth } from "../../../functions/shared/route";
import { bearer, setUser, tokenPart } from "./people";
import { expectRefusal } from "./refusal";
import type { Rig } from "./rig";
import { clientConfig } from "../../testing/support";

/** Callers who are known, and may not: each route of the table, with each kind of caller that it is not for. */
export function callerAttacks(rig: Rig): void {
  describe("who may call what", () => {
    test.each(open(["session", "member", "self", "admin"]))("%s %s without a token", async (method, path) => {
      const answer = await rig.api.call(method, filled(path, rig.alice.userId), bodyOf(method));
      expectRefusal(answer, 401, "UNAUTHORIZED");
    });

    test.each(open(["member", "admin"]))("%s %s of somebody pending", async (method, path) => {
      const answer = await rig.api.call(method, filled(path, rig.alice.userId), bodyOf(method), rig.pending);
      expectRefusal(answer, 403, "FORBIDDEN");
    });

    test.each(open(["admin"]))("%s %s of a member", async (method, path) => {
      const answer = await rig.api.call(method, filled(path, rig.pending.userId), bodyOf(method), rig.alice);
      expectRefusal(answer, 403, "FORBIDDEN");
    });

    test.each(open(["self"]))("%s %s of somebody else", async (method, path) => {
      for (const caller of [rig.alice, rig.pending]) {
        const answer = await rig.api.call(method, filled(path, rig.bob.userId), bodyOf(method), caller);
        expectRefusal(answer, 403, "FORBIDDEN");
      }
    });

    test.each([
      ["no key", {}],
      ["a key that is none", { "x-api-key": "k".repeat(20) }],
      ["an empty key", { "x-api-key": "" }],
      ["an admin's token", "admin"],
    ])("integrations with %s", async (_what, headers) => {
      const sent = headers === "admin" ? bearer(rig.admin.accessToken) : (headers as Record<string, string>);
      expectRefusal(await rig.api.send("GET", "/integrations/stats", undefined, sent), 403, "FORBIDDEN");
    });

    test.each([
      ["suspended", 403, "FORBIDDEN"],
      ["rejected", 403, "FORBIDDEN"],
    ])("somebody %s is out, and stays out", async (status, code, error) => {
      const person = await rig.api.signInMember("Out", rig.admin);
      await setUser(rig, person, "status", status);
      // The token was not used: the gateway has no older decision of it.
      expectRefusal(await rig.api.call("GET", "/users/me/preferences", undefined, person), code, error);
      const { refreshToken, phoneNumber } = person;
      expectRefusal(await rig.api.call("POST", "/auth/refresh-token", { refreshToken }), code, error);
      expectRefusal(
        await rig.api.call("POST", "/auth/verify", {
          phoneNumber,
          code: await rig.api.register(phoneNumber),
        }),
        code,
        error,
      );
    });

    test("somebody deleted, or whose session is, is nobody", async () => {
      const [gone, out] = [await rig.api.signIn("Gone"), await rig.api.signIn("Signed out")];
      const answer = await rig.api.send(
        "DELETE",
        "/users/me",
        undefined,
        bearer(await rig.forge(gone, { claims: { jti: "another" } })),
      );
      expect(answer.status).toBe(202);
      expectRefusal(await rig.api.call("GET", "/users/me/preferences", undefined, gone), 401, "UNAUTHORIZED");
      await new DynamoDBClient(clientConfig(rig.cloud)).send(
        new DeleteItemCommand({
          TableName: rig.tables["sessions"],
          Key: { sessionId: { S: String(tokenPart(out.accessToken, 1)["sid"]) } },
        }),
      );
      expectRefusal(await rig.api.call("GET", "/users/me/preferences", undefined, out), 401, "UNAUTHORIZED");
    });
  });
}

const open = (auth: Auth[]): (readonly [string, string])[] =>
  Object.values(routes)
    .filter((route) => auth.includes(route.auth))
    .map(({ method, path }) => [method, path] as const);

/** A path with its parameters filled in. */
const filled = (path: string, userId: string): string =>
  path.replace("{userId}", encodeURIComponent(userId)).replace("{classroomId}", "1990-P4B");

const bodyOf = (method: string): unknown => (method === "POST" || method === "PUT" ? {} : undefined);
