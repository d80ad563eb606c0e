import { APIGatewayClient, GetAuthorizersCommand, GetRestApisCommand } from "@aws-sdk/client-api-gateway";

import { setUser, type Person } from "./people";
import { expectRefusal } from "./refusal";
import type { Rig } from "./rig";
import { clientConfig, type Answer } from "../../testing/support";

/** Seconds after which nobody acts any more on what they were. */
const LOST_WITHIN = 60;

/** Milliseconds between two tries. */
const PAUSE = 1000;

/** A call that somebody may make, and what takes that from them. */
interface Loss {
  call: () => Promise<Answer>;
  lose: () => Promise<unknown>;
}

/**
 * How access ends for somebody whom the gateway remembers. Its memory has to end by itself, which takes half a minute:
 * meanwhile the other attacks run.
 * @returns what awaits it.
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
      () => member((person) => rig.api.call("DELETE", "/users/me", undefined, person)),
    ],
    [
      "signed out",
      401,
      "UNAUTHORIZED",
      () => member((person) => rig.api.call("POST", "/auth/logout", {}, person)),
    ],
    [
      "signed out by a second use of a refresh token",
      401,
      "UNAUTHORIZED",
      () =>
        member(async ({ refreshToken }) => {
          for (let i = 0; i < 2; i++) await rig.api.call("POST", "/auth/refresh-token", { refreshToken });
        }),
    ],
    [
      "no admin any more",
      403,
      "FORBIDDEN",
      async () => {
        const person = await rig.api.signInMember("Chair", rig.admin);
        await setUser(rig, person, "role", "admin");
        const path = `/users/${rig.bob.userId}/preferences`;
        const call = () => rig.api.call("GET", path, undefined, person);
        return { call, lose: () => setUser(rig, person, "role", "user") };
      },
    ],
  ];

  async function member(lose: (person: Person) => Promise<unknown>): Promise<Loss> {
    const person = await rig.api.signInMember("Member", rig.admin);
    // The function behind this asks for nobody's status: the gateway alone keeps them out.
    const call = () => rig.api.call("GET", "/classrooms", undefined, person);
    return { call, lose: () => lose(person) };
  }

  /** The first refusal, or an answer to a call that was made too late for any but a refusal. */
  async function ending({ call }: Loss, since: number): Promise<Answer> {
    for (;;) {
      const late = Date.now() - since > LOST_WITHIN * 1000;
      const answer = await call();
      if (answer.status >= 300 || late) return answer;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  describe("whom the gateway remembers", () => {
    test("it remembers for less than a minute", async () => {
      const client = new APIGatewayClient(clientConfig(rig.cloud));
      const { items: [api] = [] } = await client.send(new GetRestApisCommand({}));
      const { items = [] } = await client.send(new GetAuthorizersCommand({ restApiId: api?.id }));
      expect(items).toHaveLength(1);
      for (const { authorizerResultTtlInSeconds } of items) {
        expect(authorizerResultTtlInSeconds).toBeLessThan(LOST_WITHIN);
      }
    });

    test.each(losses)("somebody %s still has what they had", async (what, _status, _error, make) => {
      const loss = await make();
      expect((await loss.call()).status).toBe(200);
      await loss.lose();
      const promise = ending(loss, Date.now());
      // It is looked at later, and must not end the process before.
      promise.catch(() => undefined);
      endings.set(what, promise);
    });
  });

  return () => {
    test.each(losses)("somebody %s is out within a minute", async (what, status, error) => {
      const answer = await endings.get(what);
      if (answer === undefined) throw new Error("it did not begin");
      expectRefusal(answer, status, error);
    });
  };
}
