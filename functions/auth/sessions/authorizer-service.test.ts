import { signAccessToken, type AccessClaims } from "../../shared/access-token";
import { newRefreshToken } from "../../shared/refresh-token";
import { parseTokenKeys, type TokenKeys } from "../../shared/secrets";
import type { UserRecord } from "../../shared/user";
import { MemorySessions } from "../testing/memory-sessions";
import { MemoryStore } from "../testing/memory-sign-in";
import { authoriseHeader, type AuthorizerDeps } from "./authorizer-service";

const secret = (fill: number) => Buffer.alloc(32, fill).toString("base64url");
const [k1, k2, k3] = [1, 2, 3].map((fill) => ({ kid: `k${String(fill)}`, secret: secret(fill) }));
const older = parseTokenKeys(JSON.stringify({ current: k1 }));
const keys = parseTokenKeys(JSON.stringify({ current: k2, previous: k1 }));
const foreign = parseTokenKeys(JSON.stringify({ current: { ...k3, kid: "k2" } }));
const T = 1_800_000_000;
const claims: AccessClaims = { userId: "usr_1", role: "user", status: "pending", sessionId: "ses_1" };
const caller = { userId: "usr_1", role: "user", status: "approved", sessionId: "ses_1" };

function setUp(over: Partial<UserRecord> = {}) {
  const memory = new MemoryStore();
  const user: UserRecord = {
    ...{ userId: "usr_1", phoneHash: "hash", phone: "v1.x", fullName: "Chan", createdAt: "", version: 1 },
    ...{ status: "approved", role: "user" },
    ...over,
  };
  memory.users.set("usr_1", user);
  memory.users.set("usr_2", { ...user, userId: "usr_2" });
  memory.sessions.set("ses_1", {
    ...{ sessionId: "ses_1", userId: "usr_1", createdAt: "" },
    ...{ refreshHash: newRefreshToken("ses_1").hash, expiresAt: T + 600 },
  });
  const store = new MemorySessions(memory);
  const find = jest.spyOn(store, "find");
  const clock = { now: T };
  const deps: AuthorizerDeps = {
    ...{ store, stage: "test", tokenKeys: async () => keys },
    now: () => clock.now * 1000,
  };
  const authorise = (authorization: string | undefined) => authoriseHeader(deps, authorization);
  return { memory, find, clock, deps, authorise };
}

const token = (over: Partial<AccessClaims> = {}, by = keys, stage = "test") =>
  signAccessToken(by, stage, { ...claims, ...over }, T);

const part = (header: object) => Buffer.from(JSON.stringify(header)).toString("base64url");

test("allows a valid session, with the current role and status", async () => {
  const { authorise, find } = setUp({ role: "admin" });
  expect(await authorise(`Bearer ${await token()}`)).toEqual({
    kind: "in",
    caller: { ...caller, role: "admin" },
  });
  expect(find).toHaveBeenCalledTimes(1);
});

test("ignores role and status of the token", async () => {
  const { authorise } = setUp({ status: "pending" });
  expect(await authorise(`Bearer ${await token({ role: "admin", status: "approved" })}`)).toEqual({
    kind: "in",
    caller: { ...caller, status: "pending" },
  });
});

test.each([
  ["suspended", "out"],
  // The functions let them export and delete their data, and nothing else.
  ["rejected", "in"],
] as const)("a %s user is %s", async (status, kind) => {
  const { authorise } = setUp({ status });
  expect(await authorise(`Bearer ${await token()}`)).toEqual({ kind, caller: { ...caller, status } });
});

test("denies an unknown status", async () => {
  const { authorise } = setUp({ status: "toString" as "approved" });
  expect(await authorise(`Bearer ${await token()}`)).toMatchObject({ kind: "out" });
});

test.each(["bearer", "BEARER", "Bearer  "])("accepts the scheme %j", async (scheme) => {
  const { authorise } = setUp();
  expect(await authorise(`${scheme} ${await token()}`)).toMatchObject({ kind: "in" });
});

test("accepts a token of the previous key", async () => {
  const { authorise } = setUp();
  expect(await authorise(`Bearer ${await token({}, older)}`)).toMatchObject({ kind: "in" });
});

describe("a token with an unknown key id", () => {
  const renewed = parseTokenKeys(JSON.stringify({ current: k3, previous: k2 }));

  function setUpKeys(newest: TokenKeys) {
    const { deps } = setUp();
    const tokenKeys = jest.fn(async (every?: number) => (every === undefined ? keys : newest));
    const authorise = (authorization: string) => authoriseHeader({ ...deps, tokenKeys }, authorization);
    return { tokenKeys, authorise };
  }

  test("is accepted if refreshed keys include it", async () => {
    const { tokenKeys, authorise } = setUpKeys(renewed);
    expect(await authorise(`Bearer ${await token({}, renewed)}`)).toMatchObject({ kind: "in" });
    expect(tokenKeys.mock.calls).toEqual([[], [10_000]]);
  });

  test("is rejected if refreshed keys do not include it, or have another key with this id", async () => {
    const { authorise } = setUpKeys(keys);
    expect(await authorise(`Bearer ${await token({}, renewed)}`)).toEqual({ kind: "unknown" });
    const namesake = parseTokenKeys(JSON.stringify({ current: { ...k1, kid: "k3" } }));
    expect(await setUpKeys(renewed).authorise(`Bearer ${await token({}, namesake)}`)).toEqual({
      kind: "unknown",
    });
  });

  test.each<[string, () => Promise<string>]>([
    ["a known key", () => token()],
    ["a known key's name and a wrong signature", () => token({}, foreign)],
    ["no form", async () => "abc.def.ghi"],
    ["another kind", async () => `${part({ alg: "HS256", typ: "JWT", kid: "k9" })}.e30.x`],
    ["another algorithm", async () => `${part({ alg: "none", typ: "at+jwt", kid: "k9" })}.e30.x`],
    ["a name that is no text", async () => `${part({ alg: "HS256", typ: "at+jwt", kid: 9 })}.e30.x`],
    ["no name", async () => `${part({ alg: "HS256", typ: "at+jwt" })}.e30.x`],
  ])("does not refresh keys for %s", async (_what, given) => {
    const { tokenKeys, authorise } = setUpKeys(renewed);
    await authorise(`Bearer ${await given()}`);
    expect(tokenKeys.mock.calls).toEqual([[]]);
  });
});

test.each<[string, () => Promise<string | undefined>]>([
  ["no header", async () => undefined],
  ["an empty header", async () => ""],
  ["no scheme", () => token()],
  ["another scheme", async () => `Basic ${await token()}`],
  ["two tokens", async () => `Bearer ${await token()} ${await token()}`],
  ["no token", async () => "Bearer"],
  ["a token that is none", async () => "Bearer abc.def.ghi"],
  ["a foreign key", async () => `Bearer ${await token({}, foreign)}`],
  ["a token of another stage", async () => `Bearer ${await token({}, keys, "prod")}`],
  ["no signature", async () => `Bearer ${(await token()).replace(/[^.]+$/, "")}`],
  ["a refresh token", async () => `Bearer ${newRefreshToken("ses_0123456789abcdefghjk").token}`],
])("%s: unknown, without an AWS call", async (_what, header) => {
  const { authorise, find } = setUp();
  expect(await authorise(await header())).toEqual({ kind: "unknown" });
  expect(find).not.toHaveBeenCalled();
});

test("an expired token or session: unknown", async () => {
  const { authorise, clock } = setUp();
  const given = `Bearer ${await token()}`;
  clock.now = T + 599;
  expect(await authorise(given)).toMatchObject({ kind: "in" });
  clock.now = T + 600;
  expect(await authorise(given)).toEqual({ kind: "unknown" });
});

test("an expired token: unknown", async () => {
  const { authorise, clock, memory } = setUp();
  memory.sessions.set("ses_1", { ...memory.sessions.get("ses_1")!, expiresAt: T + 10_000 });
  const given = `Bearer ${await token()}`;
  clock.now = T + 899;
  expect(await authorise(given)).toMatchObject({ kind: "in" });
  clock.now = T + 900;
  expect(await authorise(given)).toEqual({ kind: "unknown" });
});

test("an ended session, or one of another user: unknown", async () => {
  const { authorise, memory } = setUp();
  expect(await authorise(`Bearer ${await token({ userId: "usr_2" })}`)).toEqual({ kind: "unknown" });
  memory.sessions.clear();
  expect(await authorise(`Bearer ${await token()}`)).toEqual({ kind: "unknown" });
});

test("a deleted user with a valid session: unknown", async () => {
  const { authorise, memory } = setUp();
  memory.users.delete("usr_1");
  expect(await authorise(`Bearer ${await token()}`)).toEqual({ kind: "unknown" });
});

test("internal failures throw", async () => {
  const { deps, find, authorise } = setUp();
  find.mockRejectedValue(new Error("down"));
  await expect(authorise(`Bearer ${await token()}`)).rejects.toThrow("down");
  const failing = { ...deps, tokenKeys: () => Promise.reject(new Error("no parameters")) };
  await expect(authoriseHeader(failing, `Bearer ${await token()}`)).rejects.toThrow("no parameters");
});
