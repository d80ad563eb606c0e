import { routes } from "../../../functions/routes";
import type { RawAnswer } from "../../../functions/shared/api-client";
import { me } from "../../../ops/people";
import { expectRefusal } from "../../testing/api";
import type { Rig } from "./rig";

const PROFILE = "/users/me/profile";
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Input that is malformed, too large, or has a meaning to a parser or a table. */
export function inputAttacks(rig: Rig): void {
  describe("input", () => {
    const put = (body: unknown): Promise<RawAnswer> => rig.api.raw("PUT", PROFILE, { body, as: rig.alice });
    const get = (path: string): Promise<RawAnswer> => rig.api.raw("GET", path, { as: rig.alice });

    test.each<[string, unknown, number, string]>([
      ["JSON that is cut off", '{"bio": "', 400, "BAD_REQUEST"],
      ["JSON with more after it", '{"bio": "x"} {}', 400, "BAD_REQUEST"],
      ["a form", "bio=x&name=y", 400, "BAD_REQUEST"],
      ["XML", "<xml/>", 400, "BAD_REQUEST"],
      ["null", "null", 400, "BAD_REQUEST"],
      ["a list", [{ bio: "x" }], 400, "BAD_REQUEST"],
      ["a number out of range", '{"bio": 1e999}', 400, "BAD_REQUEST"],
      ["100 nested lists", `{"bio": ${"[".repeat(100)}${"]".repeat(100)}}`, 400, "BAD_REQUEST"],
      ["30,000 nested lists", "[".repeat(30_000) + "]".repeat(30_000), 400, "BAD_REQUEST"],
      [
        "5,000 unknown fields",
        `{${Array.from({ length: 5000 }, (_, i) => `"f${String(i)}":1`).join()}}`,
        400,
        "BAD_REQUEST",
      ],
      ["a field with a very long name", { ["x".repeat(50_000)]: 1 }, 400, "BAD_REQUEST"],
      ["70 KiB", { bio: "x".repeat(70 * 1024) }, 413, "PAYLOAD_TOO_LARGE"],
      ["70 KiB of spaces", `${" ".repeat(70 * 1024)}{"bio":"x"}`, 413, "PAYLOAD_TOO_LARGE"],
      ["2 MiB", { bio: "x".repeat(2 * 1024 * 1024) }, 413, "PAYLOAD_TOO_LARGE"],
      ["11 MiB", { bio: "x".repeat(11 * 1024 * 1024) }, 413, "PAYLOAD_TOO_LARGE"],
    ])("%s", async (_what, body, status, error) => {
      expectRefusal(await put(body), status, error);
    });

    test.each([
      ["role", '{"bio":"x","role":"admin"}'],
      ["status", '{"bio":"x","status":"approved"}'],
      ["userId", '{"bio":"x","userId":"usr_00000000000000000000"}'],
      ["photoKey", '{"bio":"x","photoKey":"profiles/x.png"}'],
      ["version", '{"bio":"x","version":1}'],
      ["__proto__", '{"bio":"x","__proto__":{"role":"admin"}}'],
      ["constructor", '{"bio":"x","constructor":{"prototype":{"role":"admin"}}}'],
    ])("a body cannot set the field %s", async (field, body) => {
      const answer = await put(body);
      expectRefusal(answer, 400, "BAD_REQUEST");
      expect(answer.body["details"]).toContainEqual({ field, problem: "is not a known field" });
    });

    test.each([
      ["an object in place of text", { bio: { S: "x" } }],
      ["a list in place of text", { name: ["Alice", "Bob"] }],
      ["an e-mail address with a header", { email: "a@example.org\nBcc: b@example.org" }],
      ["two e-mail addresses", { email: "a@example.org,b@example.org" }],
      ["a name of spaces", { name: " \t\n  " }],
      ["a name of control characters", { name: "\u0000\u0001\u0002" }],
      ["an invisible name", { name: "\u200b\u200b\u2060" }],
      ["a name that is too long", { name: "陳".repeat(101) }],
    ])("%s", async (_what, body) => {
      expectRefusal(await put(body), 400, "BAD_REQUEST");
    });

    test.each([
      ["陳大文", "陳大文"],
      ["Zoe\u0308 O’Néill-李", "Zoë O’Néill-李"],
      ["👩‍👩‍👧‍👦 Ng", "👩‍👩‍👧‍👦 Ng"],
      ["  Robert'); DROP TABLE users;--\u0000 ", "Robert'); DROP TABLE users;--"],
      ["<script>alert(1)</script>", "<script>alert(1)</script>"],
      ["#{userId} :one $(id)", "#{userId} :one $(id)"],
    ])("the name %s is stored as text", async (name, kept) => {
      expect(await put({ name })).toMatchObject({ status: 200, body: { fullName: kept } });
      expect(await get("/users/me")).toMatchObject({ status: 200, body: { fullName: kept } });
    });

    test.each([
      ["text that is not base64", "%%%"],
      ["no characters", ""],
      ["a table's key", encode({ userId: { S: "stats#all" } })],
      ["an operator", encode({ $gt: "" })],
      [
        "a list of the right length",
        encode(["aaaaaaaa", "2020-01-01T00:00:00.000Z", "usr_00000000000000000000"]),
      ],
      ["a list of lists", encode([[], [], []])],
      ["null", encode(null)],
      ["1,001 characters", "a".repeat(1001)],
      ["two of them", "a&cursor=b"],
    ])("a cursor of %s is refused", async (_what, cursor) => {
      for (const list of [
        "/auth/pending-approvals",
        "/classrooms",
        "/users/me/classrooms",
        "/users/me/export",
      ]) {
        const text = cursor.includes("&") ? cursor : encodeURIComponent(cursor);
        expectRefusal(await get(`${list}?cursor=${text}`), 400, "BAD_REQUEST");
      }
    });

    test("a cursor of one list is refused by the others", async () => {
      await rig.people.signUp("First of a page");
      const page = await rig.api.call(routes.pendingApprovals, { query: { limit: "1" }, as: rig.alice });
      const cursor = encodeURIComponent(String(page.nextCursor));
      expect((await get(`/auth/pending-approvals?cursor=${cursor}`)).status).toBe(200);
      for (const list of ["/classrooms", "/users/me/classrooms", "/users/me/export"]) {
        expectRefusal(await get(`${list}?cursor=${cursor}`), 400, "BAD_REQUEST");
      }
    });

    test.each([
      "limit=0",
      "limit=101",
      "limit=-1",
      "limit=1e2",
      "limit=",
      "limit=1&limit=2",
      "year=1",
      "filter=x",
    ])("the query %s", async (query) => {
      expectRefusal(await get(`/classrooms?${query}`), 400, "BAD_REQUEST");
    });

    test.each([
      "stats#all",
      "phone#0",
      "usr_00000000000000000000",
      "ME",
      "..%2f..",
      "usr_\u0000",
      "a".repeat(500),
    ])("no user has the id %j, even for an admin", async (id) => {
      for (const [method, path, body] of [
        ["GET", "", undefined],
        ["PUT", "/profile", { bio: "x" }],
        ["GET", "/preferences", undefined],
        ["PUT", "/preferences", { smsOptIn: true }],
        ["GET", "/export", undefined],
        ["DELETE", "", undefined],
      ] as const) {
        const user = `/users/${encodeURIComponent(id)}`;
        const answer = await rig.api.raw(method, `${user}${path}`, { body, as: rig.admin });
        expectRefusal(answer, 404, "NOT_FOUND");
      }
    });

    test.each(["stats#all", "1990-P4B#x", "__proto__", "0000-XX"])(
      "no classroom has the id %s",
      async (id) => {
        const answer = await rig.api.send(routes.listMembers, { params: { classroomId: id }, as: rig.admin });
        expectRefusal(answer, 404, "NOT_FOUND");
      },
    );

    test.each([
      ["X-HTTP-Method-Override", "DELETE"],
      ["X-Original-URL", "/users/me/export"],
      ["X-Forwarded-Host", "example.org"],
    ])("the header %s changes nothing", async (name, value) => {
      const headers = { [name]: value };
      const answer = await rig.api.send(routes.getProfile, { params: me, as: rig.alice, headers });
      expect(answer).toMatchObject({ status: 200, body: { userId: rig.alice.userId } });
      expect(JSON.stringify(answer.body)).not.toContain("example.org");
    });

    test("another origin cannot read an answer", async () => {
      const answer = await rig.api.send(routes.health, { headers: { origin: "https://example.org" } });
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    });
  });
}
