import { bearer, encodePart, tokenPart, type Forgery, type Person } from "./people";
import { expectRefusal } from "./refusal";
import type { Rig } from "./rig";
import type { Answer } from "../../testing/support";

/** Tokens that are not what they claim to be, each with one thing wrong. */
export function tokenAttacks(rig: Rig): void {
  describe("tokens", () => {
    const now = Math.floor(Date.now() / 1000);
    const forgeries: [string, Forgery][] = [
      ["signed with another secret", { secret: Buffer.alloc(32, 7) }],
      ["signed with an empty kid's secret", { header: { kid: "" }, secret: Buffer.alloc(32) }],
      ["of an unknown kid", { header: { kid: "local0" } }],
      ["whose kid is a path", { header: { kid: "../../../dev/null" }, secret: Buffer.alloc(32) }],
      ["by another algorithm, with the right secret", { header: { alg: "HS512" } }],
      ["of another type", { header: { typ: "JWT" } }],
      ["with a critical header that nobody knows", { header: { crit: ["made"], made: true } }],
      ["that has expired", { issuedAt: now - 901 }],
      ["that is not valid yet", { claims: { nbf: now + 600 } }],
      ["of another audience", { claims: { aud: "sjc1990app-production-api" } }],
      ["of another issuer", { claims: { iss: "sjc1990app-production" } }],
      ["without an expiry", { claims: { exp: undefined } }],
      ["without a session", { claims: { sid: undefined } }],
      ["of a session that is not there", { claims: { sid: "ses_00000000000000000000" } }],
      ["of an item that is no user", { claims: { sub: "stats#all" } }],
      ["with a role that is none", { claims: { role: "root" } }],
    ];

    test("the forger's own token is good, so that each of the next is refused for its one flaw", async () => {
      expect(
        await rig.api.send("GET", "/users/me", undefined, bearer(await rig.forge(rig.alice, {}))),
      ).toMatchObject({
        status: 200,
        body: { userId: rig.alice.userId },
      });
    });

    test.each(forgeries)("one %s is none", async (_what, forgery) => {
      const token = await rig.forge(rig.alice, forgery);
      expectRefusal(await rig.api.send("GET", "/users/me", undefined, bearer(token)), 401, "UNAUTHORIZED");
    });

    test("one of the session of somebody else is none", async () => {
      const token = await rig.forge(rig.alice, { claims: { sub: rig.admin.userId } });
      expectRefusal(await rig.api.send("GET", "/users/me", undefined, bearer(token)), 401, "UNAUTHORIZED");
    });

    test("the role is that of the user, whatever a good token says", async () => {
      const token = await rig.forge(rig.alice, { claims: { role: "admin" } });
      const answer = await rig.api.send("POST", `/auth/reject/${rig.pending.userId}`, {}, bearer(token));
      expectRefusal(answer, 403, "FORBIDDEN");
    });

    test.each([
      ["alg none", () => `${encodePart({ alg: "none", typ: "at+jwt" })}.${payload(rig.alice)}.`],
      [
        "alg none with a kid",
        () => `${encodePart({ alg: "none", typ: "at+jwt", kid: "local1" })}.${payload(rig.alice)}.`,
      ],
      [
        "alg NonE",
        () => `${encodePart({ alg: "NonE", typ: "at+jwt", kid: "local1" })}.${payload(rig.alice)}.x`,
      ],
      ["a signature that was cut off", () => rig.alice.accessToken.replace(/[^.]+$/, "")],
      [
        "a signature of another token",
        () => `${parts(rig.alice).slice(0, 2).join(".")}.${parts(rig.bob)[2] ?? ""}`,
      ],
      [
        "a payload that was changed",
        () => {
          const [head = "", , signature = ""] = parts(rig.alice);
          return `${head}.${encodePart({ ...tokenPart(rig.alice.accessToken, 1), role: "admin" })}.${signature}`;
        },
      ],
      ["a refresh token", () => rig.alice.refreshToken],
      ["two tokens", () => `${rig.alice.accessToken} ${rig.bob.accessToken}`],
      ["a very long text", () => "a".repeat(6000)],
    ])("%s is none", async (_what, token) => {
      expectRefusal(await rig.api.send("GET", "/users/me", undefined, bearer(token())), 401, "UNAUTHORIZED");
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
      expectRefusal(await rig.api.send("GET", "/users/me", undefined, headers()), 401, "UNAUTHORIZED");
    });

    test("nor does a token in the query", async () => {
      const answer = await rig.api.send("GET", `/users/me?access_token=${rig.alice.accessToken}`);
      expectRefusal(answer, 401, "UNAUTHORIZED");
    });

    test.each(["AUTHORIZATION", "authorization", "AuThOrIzAtIoN"])(
      "the name %s is the same",
      async (name) => {
        const answer = await rig.api.send("GET", "/users/me", undefined, {
          [name]: `bEaReR ${rig.alice.accessToken}`,
        });
        expect(answer.status).toBe(200);
      },
    );

    test("a refresh token works once; its second use ends the session", async () => {
      const person = await rig.api.signIn("Robbed");
      const refresh = (refreshToken: string): Promise<Answer> =>
        rig.api.call("POST", "/auth/refresh-token", { refreshToken });
      const { body } = await refresh(person.refreshToken);
      expectRefusal(await refresh(person.refreshToken), 401, "UNAUTHORIZED");
      expectRefusal(await refresh(String(body["refreshToken"])), 401, "UNAUTHORIZED");
      const answer = await rig.api.call("GET", "/users/me/preferences", undefined, {
        accessToken: String(body["accessToken"]),
      });
      expectRefusal(answer, 401, "UNAUTHORIZED");
    });
  });
}

const parts = ({ accessToken }: Person): string[] => accessToken.split(".");
const payload = (person: Person): string => parts(person)[1] ?? "";
