import { routes } from "../../../functions/routes";
import type { Answer } from "../../../functions/shared/api-client";
import { me, type Person } from "../../../ops/people";
import { expectRefusal } from "../../testing/api";
import { encodePart, tokenPart, type Forgery } from "../../testing/tokens";
import type { Rig } from "./rig";

/** Tokens that are not what they claim to be, each with one flaw. */
export function tokenAttacks(rig: Rig): void {
  describe("access tokens", () => {
    const ownProfile = (accessToken: string): Promise<Answer<typeof routes.getProfile>> =>
      rig.api.send(routes.getProfile, { params: me, as: { accessToken } });
    const withHeaders = (headers: Record<string, string>): Promise<Answer<typeof routes.getProfile>> =>
      rig.api.send(routes.getProfile, { params: me, headers });

    const now = Math.floor(Date.now() / 1000);
    const forgeries: [string, Forgery][] = [
      ["signed with another secret", { secret: Buffer.alloc(32, 7) }],
      ["with an empty kid, signed with zeros", { header: { kid: "" }, secret: Buffer.alloc(32) }],
      ["with an unknown kid", { header: { kid: "local0" } }],
      ["whose kid is a path", { header: { kid: "../../../dev/null" }, secret: Buffer.alloc(32) }],
      ["by another algorithm, with the right secret", { header: { alg: "HS512" } }],
      ["of another type", { header: { typ: "JWT" } }],
      ["with an unknown critical header", { header: { crit: ["made"], made: true } }],
      ["that has expired", { issuedAt: now - 901 }],
      ["that is not valid yet", { claims: { nbf: now + 600 } }],
      ["of another audience", { claims: { aud: "sjc1990app-production-api" } }],
      ["of another issuer", { claims: { iss: "sjc1990app-production" } }],
      ["without an expiry", { claims: { exp: undefined } }],
      ["without a session", { claims: { sid: undefined } }],
      ["of an unknown session", { claims: { sid: "ses_00000000000000000000" } }],
      ["of an item that is not a user", { claims: { sub: "stats#all" } }],
      ["with an unknown role", { claims: { role: "root" } }],
    ];

    test("the forger's token is accepted without a flaw, so each of the next fails for its one flaw", async () => {
      expect(await ownProfile(await rig.forge(rig.alice, {}))).toMatchObject({
        status: 200,
        body: { userId: rig.alice.userId },
      });
    });

    test.each(forgeries)("one %s is refused", async (_what, forgery) => {
      expectRefusal(await ownProfile(await rig.forge(rig.alice, forgery)), 401, "UNAUTHORIZED");
    });

    test("one of another user's session is refused", async () => {
      const token = await rig.forge(rig.alice, { claims: { sub: rig.admin.userId } });
      expectRefusal(await ownProfile(token), 401, "UNAUTHORIZED");
    });

    test("the role is read from the user, not from a valid token", async () => {
      const accessToken = await rig.forge(rig.alice, { claims: { role: "admin" } });
      const { userId } = rig.pending;
      const answer = await rig.api.send(routes.reject, { params: { userId }, body: {}, as: { accessToken } });
      expectRefusal(answer, 403, "FORBIDDEN");
    });

    test.each([
      ["alg none", () => `${encodePart({ alg: "none", typ: "at+jwt" })}.${payload(rig.alice)}.`],
      [
        "alg none and a kid",
        () => `${encodePart({ alg: "none", typ: "at+jwt", kid: "local1" })}.${payload(rig.alice)}.`,
      ],
      [
        "alg NonE",
        () => `${encodePart({ alg: "NonE", typ: "at+jwt", kid: "local1" })}.${payload(rig.alice)}.x`,
      ],
      ["its signature cut off", () => rig.alice.accessToken.replace(/[^.]+$/, "")],
      [
        "the signature of another token",
        () => `${parts(rig.alice).slice(0, 2).join(".")}.${parts(rig.bob)[2] ?? ""}`,
      ],
      [
        "a changed payload",
        () => {
          const [head = "", , signature = ""] = parts(rig.alice);
          return `${head}.${encodePart({ ...tokenPart(rig.alice.accessToken, 1), role: "admin" })}.${signature}`;
        },
      ],
      ["the form of a refresh token", () => rig.alice.refreshToken],
      ["another token behind it", () => `${rig.alice.accessToken} ${rig.bob.accessToken}`],
      ["6,000 characters", () => "a".repeat(6000)],
    ])("one with %s is refused", async (_what, token) => {
      expectRefusal(await ownProfile(token()), 401, "UNAUTHORIZED");
    });

    test.each([
      ["another scheme", () => ({ authorization: `Basic ${rig.alice.accessToken}` })],
      ["no scheme", () => ({ authorization: rig.alice.accessToken })],
      ["a header of another name", () => ({ "x-authorization": `Bearer ${rig.alice.accessToken}` })],
      [
        "headers that claim an identity",
        () => ({ "x-user-id": rig.admin.userId, "x-amzn-principalid": rig.admin.userId }),
      ],
      ["a cookie", () => ({ cookie: `accessToken=${rig.alice.accessToken}` })],
    ])("%s signs nobody in", async (_what, headers) => {
      expectRefusal(await withHeaders(headers()), 401, "UNAUTHORIZED");
    });

    test("nor does a token in the query", async () => {
      const answer = await rig.api.raw("GET", `/users/me?access_token=${rig.alice.accessToken}`);
      expectRefusal(answer, 401, "UNAUTHORIZED");
    });

    test.each(["AUTHORIZATION", "authorization", "AuThOrIzAtIoN"])(
      "the header's name %s is accepted, and its scheme in any case",
      async (name) => {
        const answer = await withHeaders({ [name]: `bEaReR ${rig.alice.accessToken}` });
        expect(answer.status).toBe(200);
      },
    );
  });

  test("a used refresh token repeats its answer for a moment; once that is used, it ends the session", async () => {
    const { refreshToken } = await rig.people.signUp("Robbed");
    const lost = await rig.api.call(routes.refresh, { body: { refreshToken } });
    const repeated = await rig.api.call(routes.refresh, { body: { refreshToken } });
    expect(repeated.refreshToken).toBe(lost.refreshToken);
    const fresh = await rig.api.call(routes.refresh, { body: { refreshToken: lost.refreshToken } });
    for (const used of [refreshToken, fresh.refreshToken]) {
      const answer = await rig.api.send(routes.refresh, { body: { refreshToken: used } });
      expectRefusal(answer, 401, "UNAUTHORIZED");
    }
    const answer = await rig.api.send(routes.getPreferences, { params: me, as: fresh });
    expectRefusal(answer, 401, "UNAUTHORIZED");
  });
}

const parts = ({ accessToken }: Person): string[] => accessToken.split(".");
const payload = (person: Person): string => parts(person)[1] ?? "";
