import { verifyAccessToken } from "../../shared/access-token";
import { decryptPhone, hashCode, hashPhone } from "../../shared/phone-keys";
import { hashRefreshToken } from "../../shared/refresh-token";
import type { UserRecord } from "../../shared/user";
import {
  ADMIN,
  failure,
  other,
  PHONE,
  phoneKeys,
  phoneOf,
  signInRig as setUp,
  T,
  tokenKeys,
} from "../testing/sign-in-rig";

test("the first verification creates a pending user with an approval", async () => {
  const { store, code, verify } = setUp();
  const { user, phoneNumber, accessToken, refreshToken, expiresIn } = await verify(
    await code(),
    "+852 9123 4567",
  );
  expect({ phoneNumber, expiresIn }).toEqual({ phoneNumber: PHONE, expiresIn: 900 });
  expect(user).toMatchObject({ fullName: "Chan Tai Man", status: "pending", role: "user", version: 1 });
  expect(user.createdAt).toBe(new Date(T * 1000).toISOString());
  const record = store.users.get(user.userId)!;
  expect(decryptPhone(phoneKeys, user.userId, record.phone)).toBe(PHONE);
  expect([...store.approvals.values()]).toEqual([
    {
      userId: user.userId,
      name: "Chan Tai Man",
      phoneMasked: "+85*******67",
      status: "pending",
      requestedAt: user.createdAt,
    },
  ]);

  const [session] = [...store.sessions.values()];
  expect(session).toMatchObject({
    userId: user.userId,
    refreshHash: hashRefreshToken(refreshToken),
    expiresAt: T + 30 * 86_400,
  });
  expect(refreshToken.startsWith(`${session!.sessionId}.`)).toBe(true);
  expect(await verifyAccessToken(tokenKeys, "test", accessToken, T)).toEqual({
    userId: user.userId,
    role: "user",
    status: "pending",
    sessionId: session!.sessionId,
  });
});

test("the first verification of an admin phone creates an approved admin", async () => {
  const { store, code, verify } = setUp();
  const { user } = await verify(await code(ADMIN), ADMIN);
  expect(user).toMatchObject({ status: "approved", role: "admin", approvedAt: user.createdAt });
  expect(store.approvals.size).toBe(0);
});

test("a synthetic number signs in as a member at once, waits for no approval and is not counted", async () => {
  const { store, counted, register, verify, verifyDeps } = setUp();
  const phone = "+12025550123";
  const secrets = await verifyDeps.secrets();
  // An admin's list cannot make it one.
  verifyDeps.secrets = async () => ({ ...secrets, adminPhones: new Set([phone]) });
  await register(phone);
  const { user } = await verify(store.shown.get(phone) ?? "", phone);
  expect(user).toMatchObject({
    status: "approved",
    role: "user",
    synthetic: true,
    approvedAt: user.createdAt,
  });
  expect(store.approvals.size).toBe(0);
  expect(store.stats).toEqual({ users: 0, approved: 0 });
  expect(counted.signUps).toBe(0);
});

test("a later verification signs in the same user and keeps the name", async () => {
  const { store, code, verify, counted } = setUp();
  const first = await verify(await code());
  expect(counted.signUps).toBe(1);
  const second = await verify(await code(PHONE, "Somebody Else"));
  expect(second.user).toEqual(first.user);
  expect(store.users.size).toBe(1);
  expect(store.sessions.size).toBe(2);
  expect(counted.signUps).toBe(1);
});

test("a code works once, until it expires; all other codes get the same response", async () => {
  const { clock, code, verify } = setUp();
  const used = await code();
  await verify(used);
  const late = await code();
  const answers = [await failure(verify(used)), await failure(verify("123456", phoneOf(1)))];
  clock.now = T + 300;
  answers.push(await failure(verify(late)));
  for (const { code: kind, message, details } of answers) {
    expect({ kind, message, details }).toEqual({
      kind: "UNAUTHORIZED",
      message: "The code is wrong or has expired.",
      details: undefined,
    });
  }
});

test("a code works in its last second", async () => {
  const { clock, code, verify } = setUp();
  const given = await code();
  clock.now = T + 299;
  expect((await verify(given)).user.status).toBe("pending");
});

test("the code of a number does not work for another", async () => {
  const { code, verify } = setUp();
  const given = await code();
  await code(phoneOf(1));
  expect(await failure(verify(given, phoneOf(1)))).toMatchObject({ code: "UNAUTHORIZED" });
});

test("after three wrong attempts from one address even the right or a new code is rejected there", async () => {
  const { clock, code, verify } = setUp();
  const given = await code();
  const ip = "203.0.113.9";
  for (let i = 0; i < 3; i++) {
    clock.now = T + i * 10;
    expect(await failure(verify(other(given), PHONE, ip))).toMatchObject({ code: "UNAUTHORIZED" });
  }
  clock.now = T + 100;
  const refused = { code: "TOO_MANY_REQUESTS", retryAfter: 3500 };
  expect(await failure(verify(given, PHONE, ip))).toMatchObject(refused);
  expect(await failure(verify(await code(), PHONE, ip))).toMatchObject(refused);
  clock.now = T + 3600;
  expect((await verify(await code(), PHONE, ip)).user.status).toBe("pending");
});

test("after ten wrong attempts the right code is rejected from everywhere", async () => {
  const { clock, code, verify } = setUp();
  const given = await code();
  for (let i = 0; i < 10; i++) await failure(verify(other(given)));
  clock.now = T + 100;
  expect(await failure(verify(given))).toMatchObject({ code: "TOO_MANY_REQUESTS", retryAfter: 3500 });
  clock.now = T + 3600;
  expect((await verify(await code())).user.status).toBe("pending");
});

test("the third attempt may succeed, and a sign-in resets the attempts", async () => {
  const { code, verify } = setUp();
  for (let round = 0; round < 2; round++) {
    const given = await code();
    for (let i = 0; i < 2; i++) await failure(verify(other(given), PHONE, "203.0.113.9"));
    expect((await verify(given, PHONE, "203.0.113.9")).user.fullName).toBe("Chan Tai Man");
  }
});

test("with another phone secret than that of the users nobody is created", async () => {
  const { store, code, verify } = setUp();
  await verify(await code());
  const given = await code(phoneOf(1));
  store.fingerprint = "of another secret";
  await expect(verify(given, phoneOf(1))).rejects.toThrow("restore sjc1990app:phoneSecret");
  expect(store.users.size).toBe(1);
});

test.each([
  ["１２３４５６", "full-width"],
  ["١٢٣٤٥٦", "Arabic"],
  ["१२३४५६", "Devanagari"],
  [" 123 456 ", "spaced"],
])("%s is read as a code (%s digits)", async (typed) => {
  const { store, verify } = setUp();
  const phoneHash = hashPhone(phoneKeys, PHONE);
  const codeHash = hashCode(phoneKeys, phoneHash, "123456");
  await store.keepCode({ phoneHash, codeHash, code: { expiresAt: T + 300, name: "Chan" }, now: T });
  expect((await verify(typed)).user.fullName).toBe("Chan");
});

test.each(["12345", "1234567", "12345a", "½23456", "①23456"])(
  "%j is no code, and is not counted",
  async (typed) => {
    const { store, verify } = setUp();
    const countTry = jest.spyOn(store, "countTry");
    expect(await failure(verify(typed))).toMatchObject({ code: "BAD_REQUEST", details: [{ field: "code" }] });
    expect(countTry).not.toHaveBeenCalled();
  },
);

test("of twenty concurrent callers with the same code, one signs in", async () => {
  const { store, code, verify } = setUp();
  const given = await code();
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => verify(given)));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect([store.users.size, store.sessions.size]).toEqual([1, 1]);
});

describe("changes between code and verification", () => {
  async function known(change: (record: UserRecord) => Partial<UserRecord> | undefined) {
    const setup = setUp();
    const { user } = await setup.verify(await setup.code());
    const given = await setup.code();
    const record = setup.store.users.get(user.userId)!;
    const changed = change(record);
    if (changed === undefined) {
      setup.store.users.delete(user.userId);
      setup.store.owners.delete(record.phoneHash);
    } else setup.store.users.set(user.userId, { ...record, ...changed, version: record.version + 1 });
    return { ...setup, given, userId: user.userId };
  }

  test("an approval is reflected in the token", async () => {
    const { given, verify, userId } = await known(() => ({ status: "approved" }));
    const { user, accessToken } = await verify(given);
    expect(user).toMatchObject({ userId, status: "approved", version: 2 });
    expect(await verifyAccessToken(tokenKeys, "test", accessToken, T)).toMatchObject({ status: "approved" });
  });

  test("a suspended user is rejected, and the code is used up", async () => {
    const { given, verify, store } = await known(() => ({ status: "suspended" }));
    expect(await failure(verify(given))).toMatchObject({ code: "FORBIDDEN" });
    expect(await failure(verify(given))).toMatchObject({ code: "UNAUTHORIZED" });
    expect(store.sessions.size).toBe(1);
  });

  test("a rejected user may sign in, to export and delete their data", async () => {
    const { given, verify, userId } = await known(() => ({ status: "rejected" }));
    expect((await verify(given)).user).toMatchObject({ userId, status: "rejected" });
  });

  test("a deleted user is created again", async () => {
    const { given, verify, userId, store } = await known(() => undefined);
    const { user } = await verify(given);
    expect(user.userId).not.toBe(userId);
    expect(user).toMatchObject({ status: "pending", fullName: "Chan Tai Man" });
    expect(store.owners.get(hashPhone(phoneKeys, PHONE))).toBe(user.userId);
  });

  test("attempts are limited if the user keeps changing", async () => {
    const { given, verify, store, userId } = await known(() => ({}));
    const signIn = store.signIn;
    let calls = 0;
    store.signIn = async (...args) => {
      calls++;
      const record = store.users.get(userId)!;
      store.users.set(userId, { ...record, version: record.version + 1 });
      return signIn(...args);
    };
    await expect(verify(given)).rejects.toThrow("during each of 3 attempts");
    expect(calls).toBe(3);
  });
});

test("a user missing in the eventually consistent index is signed in", async () => {
  const { store, code, verify } = setUp();
  const first = await verify(await code());
  const findUser = store.findUser;
  store.findUser = async () => undefined;
  const given = await code();
  store.findUser = findUser;
  const second = await verify(given);
  expect(second.user.userId).toBe(first.user.userId);
  expect([store.users.size, store.owners.size, store.approvals.size]).toEqual([1, 1, 1]);
});
