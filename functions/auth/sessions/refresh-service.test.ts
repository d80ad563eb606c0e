import { verifyAccessToken } from "../../shared/access-token";
import { ApiError } from "../../shared/errors";
import { encryptPhone } from "../../shared/phone-keys";
import { newRefreshToken, nextRefreshToken } from "../../shared/refresh-token";
import { parsePhoneKeys, parseTokenKeys } from "../../shared/secrets";
import type { UserRecord } from "../../shared/user";
import { MemorySessions } from "../testing/memory-sessions";
import { MemoryStore } from "../testing/memory-sign-in";
import { toAuthResponse } from "./auth-response";
import { refreshSession, type RefreshDeps } from "./refresh-service";
import { authResponse } from "../routes";

const secret = (fill: number) => Buffer.alloc(32, fill).toString("base64url");
const phoneKeys = parsePhoneKeys(JSON.stringify({ secret: secret(7) }));
const tokenKeys = parseTokenKeys(JSON.stringify({ current: { kid: "k1", secret: secret(1) } }));
const T = 1_800_000_000;
const DAY = 86_400;
const PHONE = "+85291234567";
const sessionId = "ses_0123456789abcdefghjk";

function setUp(over: Partial<UserRecord> = {}) {
  const memory = new MemoryStore();
  const store = new MemorySessions(memory);
  const clock = { now: T };
  const first = newRefreshToken(sessionId);
  const user: UserRecord = {
    ...{ userId: "usr_1", phoneHash: "hash", phone: encryptPhone(phoneKeys, "usr_1", PHONE) },
    ...{ fullName: "Chan Tai Man", status: "approved", role: "user", version: 4 },
    ...{ createdAt: "2027-01-15T08:00:00.000Z", approvedAt: "2027-01-16T08:00:00.000Z" },
    ...over,
  };
  memory.users.set("usr_1", user);
  memory.sessions.set(sessionId, {
    ...{ sessionId, userId: "usr_1", refreshHash: first.hash },
    ...{ createdAt: "2027-01-15T08:00:00.000Z", expiresAt: T + 30 * DAY },
  });
  const deps: RefreshDeps = {
    store,
    secrets: async () => ({ phoneKeys, tokenKeys }),
    stage: "test",
    now: () => clock.now * 1000,
  };
  return {
    memory,
    store,
    clock,
    deps,
    token: first.token,
    refresh: (token: string) => refreshSession(deps, token),
  };
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

const refusal = { code: "UNAUTHORIZED", message: "The refresh token is not valid. Please sign in again." };

test("returns new tokens of the same session, with the current user", async () => {
  const { memory, clock, token, refresh } = setUp({ role: "admin" });
  clock.now = T + DAY;
  const signIn = await refresh(token);
  expect(signIn).toMatchObject({ phoneNumber: PHONE, expiresIn: 900, user: { status: "approved" } });
  expect(signIn.refreshToken).not.toBe(token);
  expect(signIn.refreshToken.startsWith(`${sessionId}.`)).toBe(true);
  expect(await verifyAccessToken(tokenKeys, "test", signIn.accessToken, clock.now)).toEqual({
    ...{ userId: "usr_1", role: "admin", status: "approved", sessionId },
  });
  expect(memory.sessions.get(sessionId)).toMatchObject({ expiresAt: T + 31 * DAY });
  expect((await refresh(signIn.refreshToken)).user.userId).toBe("usr_1");
});

test("within 30 seconds a used token returns the same next token, and both callers stay signed in", async () => {
  const { clock, token, refresh } = setUp();
  const first = await refresh(token);
  clock.now = T + 29;
  const second = await refresh(token);
  expect(second.refreshToken).toBe(first.refreshToken);
  expect(await verifyAccessToken(tokenKeys, "test", second.accessToken, clock.now)).toMatchObject({
    sessionId,
  });
  const [third, fourth] = [await refresh(first.refreshToken), await refresh(second.refreshToken)];
  expect(third.refreshToken).toBe(fourth.refreshToken);
  expect(third.refreshToken).not.toBe(first.refreshToken);
  expect((await refresh(fourth.refreshToken)).user.userId).toBe("usr_1");
});

test("a token that is reused after 30 seconds ends the session, including its newest token", async () => {
  const { memory, clock, token, refresh } = setUp();
  const { refreshToken } = await refresh(token);
  clock.now = T + 30;
  expect(await failure(refresh(token))).toMatchObject(refusal);
  expect(memory.sessions.size).toBe(0);
  expect(await failure(refresh(refreshToken))).toMatchObject(refusal);
});

test("a token that was replaced twice ends the session at once", async () => {
  const { memory, token, refresh } = setUp();
  await refresh((await refresh(token)).refreshToken);
  expect(await failure(refresh(token))).toMatchObject(refusal);
  expect(memory.sessions.size).toBe(0);
});

test("twenty concurrent callers get the same next token", async () => {
  const { token, refresh } = setUp();
  const all = await Promise.all(Array.from({ length: 20 }, () => refresh(token)));
  expect(new Set(all.map(({ refreshToken }) => refreshToken)).size).toBe(1);
  expect((await refresh(all[0]!.refreshToken)).user.userId).toBe("usr_1");
});

test("the stored session does not tell the next token", async () => {
  const { memory, token, refresh } = setUp();
  const { refreshToken } = await refresh(token);
  const stored = memory.sessions.get(sessionId)!;
  const guess = nextRefreshToken(sessionId, stored.previousHash!, stored.salt!);
  expect(guess.token).not.toBe(refreshToken);
  expect(JSON.stringify(stored)).not.toContain(refreshToken.split(".")[1]);
});

test.each([
  ["expired", { at: T + 30 * DAY }],
  ["of another session", { token: newRefreshToken("ses_zzzzzzzzzzzzzzzzzzzz").token }],
  ["malformed", { token: `${sessionId}.short` }],
  ["with a foreign key", { token: `usr_0123456789abcdefghjk.${"a".repeat(43)}` }],
])(
  "a token that is %s is rejected and ends no session",
  async (_how, given: { at?: number; token?: string }) => {
    const { memory, clock, token, refresh } = setUp();
    clock.now = given.at ?? T;
    expect(await failure(refresh(given.token ?? token))).toMatchObject(refusal);
    expect(memory.sessions.size).toBe(1);
  },
);

test("a token works in its last second", async () => {
  const { clock, token, refresh } = setUp();
  clock.now = T + 30 * DAY - 1;
  expect((await refresh(token)).expiresIn).toBe(900);
});

test("a suspended user gets no tokens, a rejected one does", async () => {
  const suspended = setUp({ status: "suspended" });
  expect(await failure(suspended.refresh(suspended.token))).toMatchObject({ code: "FORBIDDEN" });
  const rejected = setUp({ status: "rejected" });
  expect((await rejected.refresh(rejected.token)).user).toMatchObject({ status: "rejected" });
});

test("a deleted user gets no tokens", async () => {
  const { memory, token, refresh } = setUp();
  memory.users.clear();
  expect(await failure(refresh(token))).toMatchObject(refusal);
});

test("the token stays valid if secrets cannot be read", async () => {
  const { deps, token, refresh } = setUp();
  const failing = { ...deps, secrets: () => Promise.reject(new Error("no parameters")) };
  await expect(refreshSession(failing, token)).rejects.toThrow("no parameters");
  expect((await refresh(token)).user.userId).toBe("usr_1");
});

test("the response has a photo URL if the stage serves photos and the user has one", async () => {
  const photoKey = "profiles/usr_1/1.jpg";
  const shown = async (over: Partial<UserRecord>, domain?: string) => {
    const { token, refresh } = setUp(over);
    return authResponse.parse(toAuthResponse(await refresh(token), domain)).user;
  };
  expect(await shown({ bio: "Hello" }, "photos.example.org")).toEqual({
    ...{ userId: "usr_1", fullName: "Chan Tai Man", phoneNumber: PHONE, status: "approved", role: "user" },
    ...{ createdAt: "2027-01-15T08:00:00.000Z", approvedAt: "2027-01-16T08:00:00.000Z", bio: "Hello" },
  });
  expect((await shown({ photoKey }, "photos.example.org")).profilePhotoUrl).toBe(
    `https://photos.example.org/${photoKey}`,
  );
  expect(await shown({ photoKey })).not.toHaveProperty("profilePhotoUrl");
});
