import { ApiError } from "../../shared/errors";
import { hashCode, hashPhone } from "../../shared/phone-keys";
import { parsePhoneKeys } from "../../shared/secrets";
import { MemoryStore } from "../testing/memory-sign-in";
import { requestCode } from "./register-service";
import type { CodeDeps } from "./send-code";

const keys = parsePhoneKeys(JSON.stringify({ secret: Buffer.alloc(32, 7).toString("base64url") }));
const T = 1_800_000_000;
const PHONE = "+85291234567";

function setUp(over: Partial<CodeDeps> = {}) {
  const sent: { to: string; text: string }[] = [];
  const store = new MemoryStore();
  const clock = { now: T };
  const deps: CodeDeps = {
    store,
    sendSms: async (to, text) => void sent.push({ to, text }),
    phoneKeys: async () => keys,
    now: () => clock.now * 1000,
    ...over,
  };
  let source = 0;
  const register = (phoneNumber = PHONE, name = "Chan Tai Man", sourceIp = `192.0.2.${String(++source)}`) =>
    requestCode(deps, { phoneNumber, name, sourceIp });
  return { store, sent, clock, register };
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

test("sends six digits to the normalised number in one segment, which can be verified", async () => {
  const { store, sent, register } = setUp();
  expect(await register("+852 9123-4567")).toBe(300);
  expect(sent).toEqual([
    { to: PHONE, text: expect.stringMatching(/^\d{6} is your sjc1990app code\. .* 5 minutes\./) as string },
  ]);
  expect(sent[0]!.text.length).toBeLessThanOrEqual(160);
  expect(sent[0]!.text).toMatch(/^[\x20-\x7e]+$/);
  const phoneHash = hashPhone(keys, PHONE);
  const codeHash = hashCode(keys, phoneHash, sent[0]!.text.slice(0, 6));
  const window = { prefix: "t", size: 3, seconds: 3600 };
  const taken = await store.takeCode({ phoneHash, codeHash, window, now: T, keepUntil: T });
  expect(taken).toEqual({ kind: "counted", code: { expiresAt: T + 300, name: "Chan Tai Man" } });
});

test("stores the user of a known number with the code", async () => {
  const { store, sent, register } = setUp();
  const phoneHash = hashPhone(keys, PHONE);
  const user = {
    userId: "usr_1",
    fullName: "Known",
    status: "suspended",
    role: "user",
    createdAt: "",
    version: 3,
  } as const;
  store.users.set("usr_1", { ...user, phoneHash, phone: "v1.x" });
  await register();
  const codeHash = hashCode(keys, phoneHash, sent[0]!.text.slice(0, 6));
  const window = { prefix: "t", size: 3, seconds: 3600 };
  expect(await store.takeCode({ phoneHash, codeHash, window, now: T, keepUntil: T })).toMatchObject({
    code: { user },
  });
});

test.each(["approved", "pending", "suspended", "rejected"] as const)(
  "a %s user gets a code like any other",
  async (status) => {
    const { store, sent, register } = setUp();
    const user = {
      userId: "usr_1",
      fullName: "Known",
      status,
      role: "user",
      createdAt: "",
      version: 3,
    } as const;
    store.users.set("usr_1", { ...user, phoneHash: hashPhone(keys, PHONE), phone: "v1.x" });
    expect(await register()).toBe(300);
    expect(sent).toHaveLength(1);
  },
);

test("the fourth SMS to a number is rejected until the first is an hour old", async () => {
  const { sent, clock, register } = setUp();
  for (const offset of [0, 60, 120]) {
    clock.now = T + offset;
    await register();
  }
  clock.now = T + 3000;
  expect(await failure(register())).toMatchObject({ code: "TOO_MANY_REQUESTS", retryAfter: 600 });
  expect(sent).toHaveLength(3);
  clock.now = T + 3599;
  expect(await failure(register())).toMatchObject({ retryAfter: 1 });
  clock.now = T + 3600;
  expect(await register()).toBe(300);
});

test("the sixth registration from an address within an hour is rejected, whatever the number", async () => {
  const { sent, clock, register } = setUp();
  const from = (ip: string, i: number) => register(`+8529000000${String(i)}`, "Chan Tai Man", ip);
  for (let i = 0; i < 5; i++) await from("203.0.113.9", i);
  clock.now = T + 10;
  expect(await failure(from("203.0.113.9", 5))).toMatchObject({
    code: "TOO_MANY_REQUESTS",
    retryAfter: 3590,
  });
  expect(sent).toHaveLength(5);
  expect(await from("203.0.113.10", 5)).toBe(300);
});

test("if both limits are reached, Retry-After is the longer wait", async () => {
  const { clock, register } = setUp();
  await register();
  clock.now = T + 100;
  for (let i = 0; i < 2; i++) await register(PHONE, "Chan", "203.0.113.9");
  clock.now = T + 200;
  for (let i = 0; i < 3; i++) await register(`+8529000000${String(i)}`, "Chan", "203.0.113.9");
  expect(await failure(register(PHONE, "Chan", "203.0.113.9"))).toMatchObject({ retryAfter: 3500 });
});

test("a failed SMS is an internal error and counts towards the limit", async () => {
  const sendSms = jest.fn().mockRejectedValue(new Error("SNS rejected an SMS: Throttling"));
  const { register } = setUp({ sendSms });
  for (let i = 0; i < 3; i++) await expect(register()).rejects.toThrow("SNS rejected");
  expect(await failure(register())).toMatchObject({ code: "TOO_MANY_REQUESTS" });
  expect(sendSms).toHaveBeenCalledTimes(3);
});

test("codes are random and may have leading zeros", async () => {
  const sent = new Set<string>();
  const { register } = setUp({ sendSms: async (_to, text) => void sent.add(text.slice(0, 6)) });
  for (let i = 0; i < 200; i++) await register(`+852${String(90000000 + i)}`);
  expect(sent.size).toBeGreaterThan(195);
  expect([...sent].every((code) => /^\d{6}$/.test(code))).toBe(true);
});
