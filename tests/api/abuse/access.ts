import { APIGatewayClient, GetAuthorizersCommand, GetRestApisCommand } from "@aws-sdk/client-api-gateway";

import { routes } from "../../../functions/routes";
import type { Answer } from "../../../functions/shared/api-client";
import { me, type Person } from "../../../ops/people";
import { expectRefusal } from "../../testing/api";
import { clientConfig } from "../../testing/support";
import { setUser, type Rig } from "./rig";

/** Seconds within which a user loses access. */
const LOST_WITHIN = 60;

/** Milliseconds between two attempts. */
const PAUSE = 1000;

/** A call that somebody may make, and what takes that right from them. */
interface Loss {
  call: () => Promise<Answer>;
  lose: () => Promise<unknown>;
}

/**
 * How access ends for a user whose authorization the gateway has cached. The cache expires after half a minute:
 * meanwhile the other attacks run.
 * @returns what registers the tests that await it.
 */
export function lossesOfAccess(rig: Rig): () => void {
  const endings = new Map<string, Promise<Answer>>();

  const losses: [what: string, status: number, error: string, make: () => Promise<Loss>][] = [
    ["suspended", 403, "FORBIDDEN", () => member((person) => setUser(rig, person, "status", "suspended"))],
    ["rejected", 403, "FORBIDDEN", () => member((person) => setUser(rig, person, "status", "rejected"))],
    [
      "deleted",
      401,
      "UNAUTHORIZED",
      () => member((as) => rig.api.call(routes.deleteUser, { params: me, as })),
    ],
    ["signed out", 401, "UNAUTHORIZED", () => member((as) => rig.api.call(routes.logout, { as }))],
    [
      "signed out by a late use of a refresh token",
      401,
      "UNAUTHORIZED",
      () =>
        member(async ({ refreshToken }) => {
          const next = await rig.api.call(routes.refresh, { body: { refreshToken } });
          await rig.api.call(routes.refresh, { body: { refreshToken: next.refreshToken } });
          await rig.api.refused(401, routes.refresh, { body: { refreshToken } });
        }),
    ],
    [
      "no longer an admin",
      403,
      "FORBIDDEN",
      async () => {
        const as = await rig.people.member("Chair");
        await setUser(rig, as, "role", "admin");
        const call = () => rig.api.send(routes.getPreferences, { params: { userId: rig.bob.userId }, as });
        return { call, lose: () => setUser(rig, as, "role", "user") };
      },
    ],
  ];

  async function member(lose: (person: Person) => Promise<unknown>): Promise<Loss> {
    const as = await rig.people.member("Member");
    // The function of this route does not read the caller's status: only the gateway keeps them out.
    const call = () => rig.api.send(routes.listClassrooms, { as });
    return { call, lose: () => lose(as) };
  }

  /** The first refusal, or the answer to a call that was made too late for anything else. */
  async function ending({ call }: Loss, since: number): Promise<Answer> {
    for (;;) {
      const late = Date.now() - since > LOST_WITHIN * 1000;
      const answer = await call();
      if (!answer.ok || late) return answer;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  describe("users whose authorization the gateway has cached", () => {
    test("the cache expires within a minute", async () => {
      const client = new APIGatewayClient(clientConfig(rig.cloud));
      const { items: [api] = [] } = await client.send(new GetRestApisCommand({}));
      const { items = [] } = await client.send(new GetAuthorizersCommand({ restApiId: api?.id }));
      expect(items).toHaveLength(1);
      for (const { authorizerResultTtlInSeconds } of items) {
        expect(authorizerResultTtlInSeconds).toBeLessThan(LOST_WITHIN);
      }
    });

    test.each(losses)("a user who is about to be %s has access", async (what, _status, _error, make) => {
      const loss = await make();
      expect((await loss.call()).status).toBe(200);
      await loss.lose();
      const promise = ending(loss, Date.now());
      // It is awaited later, and must not end the process before.
      promise.catch(() => undefined);
      endings.set(what, promise);
    });
  });

  return () => {
    test.each(losses)("a user who is %s has lost access within a minute", async (what, status, error) => {
      const answer = await endings.get(what);
      if (answer === undefined) throw new Error("the test before did not start it");
      expectRefusal(answer, status, error);
    });
  };
}
