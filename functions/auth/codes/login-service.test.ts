import { ApiError } from "../../shared/errors";
import { parsePhoneKeys, parseTokenKeys } from "../../shared/secrets";
import { MemoryStore } from "../testing/memory-sign-in";
import { ANSWER_AFTER, requestLogin, type LoginDeps } from "./login-service";
import { requestCode } from "./register-service";
import { verifyCode } from "../sessions/verify-service";

const secret = (fill: number) => Buffer.alloc(32, fill).toString("base64url");
const phoneKeys = parsePhoneKeys(JSON.stringify({ secret: secret(7) }));
const tokenKeys = parseTokenKeys(JSON.stringify({ current: { kid: "k1", secret: secret(1) } }));
const T = 1_800_000_000;
const KNOWN = "+85291234567";
const UNKNOWN = "+85290000000";

function setUp() {
  const store = new MemoryStore();
  const sent: { to: string; text: string }[] = [];
  /** Epoch ms; advanced by `smsTakes` for each SMS. */
  const clock = { now: T * 1000, smsTakes: 200 };
  const pauses: number[] = [];
  const deps: LoginDeps = {
    store,
    sendSms: async (to, text) => {
      clock.now += clock.smsTakes;
      sent.push({ to, text });
    },
    phoneKeys: async () => phoneKeys,
    now: () => clock.now,
    pause: async (ms) => {
      pauses.push(ms);
      clock.now += ms;
    },
  };
  let source = 0;
  const nextSource = () => `192.0.2.${String(++source)}`;
  const login = (phoneNumber = KNOWN, sourceIp = nextSource()) =>
    requestLogin(deps, { phoneNumber, sourceIp });
  const register = (phoneNumber = KNOWN, sourceIp = nextSource()) =>
    requestCode(deps, { phoneNumber, name: "Chan Tai Man", sourceIp });
  const verify = (code: string, phone = KNOWN) =>
    verifyCode(
      {
        ...{ store, stage: "test", now: () => clock.now },
        secrets: async () => ({ phoneKeys, tokenKeys, adminPhones: new Set<string>() }),
      },
      phone,
      code,
    );
  const lastCode = () => sent.at(-1)!.text.slice(0, 6);
  /** Creates the user of a number, an hour before the test. */
  const join = async (phone = KNOWN) => {
    await register(phone);
    const { user } = await verify(lastCode(), phone);
    clock.now += 3_600_000;
    sent.length = 0;
    return user;
  };
  return { store, sent, clock, pauses, login, register, verify, lastCode, join };
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

test("a known number gets a code and signs in as its user", async () => {
  const { sent, login, verify, lastCode, join, store } = setUp();
  const user = await join();
  expect(await login("+852 9123-4567")).toBe(300);
  expect(sent).toEqual([
    { to: KNOWN, text: expect.stringMatching(/^\d{6} is your sjc1990app code/) as string },
  ]);
  expect((await verify(lastCode())).user).toEqual(user);
  expect(store.stats).toEqual({ users: 1, approved: 0 });
});

test.each(["suspended", "rejected"] as const)("a %s user gets a code like any other", async (status) => {
  const { sent, login, verify, lastCode, join, store } = setUp();
  const { userId } = await join();
  store.users.set(userId, { ...store.users.get(userId)!, status, version: 2 });
  expect(await login()).toBe(300);
  expect(sent).toHaveLength(1);
  if (status === "suspended") expect(await failure(verify(lastCode()))).toMatchObject({ code: "FORBIDDEN" });
  else expect((await verify(lastCode())).user).toMatchObject({ userId, status });
});

test("an unknown number gets the same response after the same time, but no SMS", async () => {
  const { sent, clock, login, join } = setUp();
  await join();
  const asked = async (phone: string) => {
    const before = clock.now;
    return { answer: await login(phone), took: clock.now - before };
  };
  const known = await asked(KNOWN);
  expect(sent).toHaveLength(1);
  expect(await asked(UNKNOWN)).toEqual(known);
  expect(known).toEqual({ answer: 300, took: ANSWER_AFTER });
  expect(sent).toHaveLength(1);
});

test("the response waits for a slow SMS, but no longer", async () => {
  const { clock, pauses, login, join } = setUp();
  await join();
  clock.smsTakes = ANSWER_AFTER + 1;
  expect(await login()).toBe(300);
  expect(pauses).toEqual([0]);
});

test("limits and verification respond alike for known and unknown numbers", async () => {
  const story = async (phone: string) => {
    const { clock, login, verify, join } = setUp();
    await join();
    const told: unknown[] = [];
    const tell = async (promise: Promise<unknown>) => {
      const { code, message, retryAfter } = await failure(promise);
      told.push({ code, message, retryAfter });
    };
    const start = clock.now;
    for (const offset of [0, 60_000, 120_000]) {
      clock.now = start + offset;
      told.push(await login(phone));
    }
    clock.now = start + 200_000;
    await tell(login(phone));
    for (let i = 0; i < 4; i++) await tell(verify("not it", phone));
    clock.now = start + 3_600_000;
    told.push(await login(phone));
    return told;
  };
  const known = await story(KNOWN);
  expect(await story(UNKNOWN)).toEqual(known);
  const kinds = known.map((entry) => (typeof entry === "number" ? entry : (entry as ApiError).code));
  const wrong = "UNAUTHORIZED";
  expect(kinds).toEqual([300, 300, 300, "TOO_MANY_REQUESTS", wrong, wrong, wrong, "TOO_MANY_REQUESTS", 300]);
});

test("no code verifies an unknown number after a login", async () => {
  const { store, login, verify } = setUp();
  const keepCode = jest.spyOn(store, "keepCode");
  await login(UNKNOWN);
  expect(keepCode.mock.calls[0]![0]).not.toHaveProperty("code");
  expect(await failure(verify("000000", UNKNOWN))).toMatchObject({ code: "UNAUTHORIZED" });
  expect(store.users.size).toBe(0);
});

test("a registration code stays valid after a login without a user, and a newer code replaces an older one", async () => {
  const { login, register, verify, lastCode, join } = setUp();
  await register(UNKNOWN);
  const given = lastCode();
  await login(UNKNOWN);
  expect((await verify(given, UNKNOWN)).user.status).toBe("pending");

  await join();
  await login();
  const older = lastCode();
  await login();
  if (older !== lastCode()) expect(await failure(verify(older))).toMatchObject({ code: "UNAUTHORIZED" });
  expect((await verify(lastCode())).user.status).toBe("pending");
});

test("SMS messages to a number are limited across register and login", async () => {
  const { sent, login, register, join } = setUp();
  await join();
  await login();
  await register();
  await login();
  expect(await failure(login())).toMatchObject({ code: "TOO_MANY_REQUESTS" });
  expect(await failure(register())).toMatchObject({ code: "TOO_MANY_REQUESTS" });
  expect(sent).toHaveLength(3);
});

test("an address may log in ten times an hour, for known and unknown numbers, apart from registrations", async () => {
  const { login, register } = setUp();
  const phone = (i: number) => `+852900000${String(i).padStart(2, "0")}`;
  for (let i = 0; i < 10; i++) await login(phone(i), "203.0.113.9");
  const refused = await failure(login(phone(10), "203.0.113.9"));
  expect(refused.code).toBe("TOO_MANY_REQUESTS");
  // The ten responses have advanced the clock.
  expect(refused.retryAfter).toBe(3600 - 15);
  expect(await login(phone(10), "203.0.113.10")).toBe(300);
  expect(await register(phone(11), "203.0.113.9")).toBe(300);
});

test("an invalid number is rejected", async () => {
  const { login, sent } = setUp();
  expect(await failure(login("91234567"))).toMatchObject({
    code: "BAD_REQUEST",
    details: [{ field: "phoneNumber" }],
  });
  expect(sent).toEqual([]);
});
