import { failure, other, PER_SOURCE, PHONE, phoneOf, signInRig, T } from "../testing/sign-in-rig";
import { requestCode, type RequestDeps } from "./request-code";

const UNKNOWN = phoneOf(1);

/** The rig with a user of {@link PHONE}, who joined an hour ago. */
async function joined() {
  const rig = signInRig();
  const { user } = await rig.verify(await rig.code());
  rig.clock.now += 3600;
  rig.sent.length = 0;
  return { ...rig, user };
}

test("a known number gets a code and signs in as its user", async () => {
  const { sent, login, verify, lastCode, store, user } = await joined();
  expect(await login("+852 9123-4567")).toBe(300);
  expect(sent).toEqual([
    { to: PHONE, text: expect.stringMatching(/^\d{6} is your sjc1990app code/) as string },
  ]);
  expect((await verify(lastCode())).user).toEqual(user);
  expect(store.stats).toEqual({ users: 1, approved: 0 });
});

test.each(["suspended", "rejected"] as const)("a %s user gets a code like any other", async (status) => {
  const { sent, login, verify, lastCode, store, user } = await joined();
  store.users.set(user.userId, { ...store.users.get(user.userId)!, status, version: 2 });
  expect(await login()).toBe(300);
  expect(sent).toHaveLength(1);
  if (status === "suspended") expect(await failure(verify(lastCode()))).toMatchObject({ code: "FORBIDDEN" });
  else expect((await verify(lastCode())).user).toMatchObject({ userId: user.userId, status });
});

test("a request makes the same calls for a known and an unknown number", async () => {
  const { requestDeps, queued, nextSource } = await joined();
  const calls: string[] = [];
  const deps: RequestDeps = {
    ...requestDeps,
    count: (...args) => {
      calls.push("count");
      return requestDeps.count(...args);
    },
    queue: (request) => {
      calls.push("queue");
      return requestDeps.queue(request);
    },
  };
  for (const phoneNumber of [PHONE, UNKNOWN]) {
    await requestCode(deps, { phoneNumber, sourceIp: nextSource() });
    await requestCode(deps, { phoneNumber, name: "Chan", sourceIp: nextSource() });
  }
  expect(calls).toEqual(Array(4).fill(["count", "queue"]).flat());
  expect(queued).toHaveLength(4);
});

test("limits and verification respond alike for known and unknown numbers", async () => {
  const story = async (phone: string) => {
    const { clock, login, verify } = await joined();
    const told: unknown[] = [];
    const tell = async (promise: Promise<unknown>) => {
      const { code, message, retryAfter } = await failure(promise);
      told.push({ code, message, retryAfter });
    };
    const start = clock.now;
    const ip = "203.0.113.9";
    for (const offset of [0, 60, 120]) {
      clock.now = start + offset;
      told.push(await login(phone, ip));
    }
    clock.now = start + 200;
    await tell(login(phone, ip));
    for (let i = 0; i < 4; i++) await tell(verify("000000", phone, ip));
    clock.now = start + 3600;
    told.push(await login(phone, ip));
    return told;
  };
  const known = await story(PHONE);
  expect(await story(UNKNOWN)).toEqual(known);
  const kinds = known.map((entry) => (typeof entry === "number" ? entry : (entry as { code: string }).code));
  const wrong = "UNAUTHORIZED";
  expect(kinds).toEqual([300, 300, 300, "TOO_MANY_REQUESTS", wrong, wrong, wrong, "TOO_MANY_REQUESTS", 300]);
});

test("verification is limited for a number that never had a code", async () => {
  const { verify } = signInRig();
  const ip = "203.0.113.9";
  for (let i = 0; i < 3; i++)
    expect(await failure(verify("000000", UNKNOWN, ip))).toMatchObject({ code: "UNAUTHORIZED" });
  expect(await failure(verify("000000", UNKNOWN, ip))).toMatchObject({
    ...{ code: "TOO_MANY_REQUESTS", retryAfter: 3600 },
  });
});

test("no code verifies an unknown number after a login, and no SMS is sent", async () => {
  const { store, sent, login, verify } = signInRig();
  const keepCode = jest.spyOn(store, "keepCode");
  await login(UNKNOWN);
  expect(keepCode).not.toHaveBeenCalled();
  expect(sent).toEqual([]);
  expect(await failure(verify("000000", UNKNOWN))).toMatchObject({ code: "UNAUTHORIZED" });
  expect(store.users.size).toBe(0);
});

test("a registration code stays valid after a login without a user, and a newer code replaces an older one", async () => {
  const { login, code, verify, lastCode } = await joined();
  const given = await code(UNKNOWN);
  await login(phoneOf(2));
  await login(UNKNOWN);
  expect((await verify(given, UNKNOWN)).user.status).toBe("pending");

  await login();
  const older = lastCode();
  await login();
  if (older !== lastCode()) expect(await failure(verify(older))).toMatchObject({ code: "UNAUTHORIZED" });
  expect((await verify(lastCode())).user.status).toBe("pending");
});

test("a number gets three SMS an hour from one address, and six in total, across register and login", async () => {
  const { clock, sent, login, register } = await joined();
  const home = "203.0.113.9";
  await login(PHONE, home);
  clock.now += 100;
  await register(PHONE, "Chan", home);
  await login(PHONE, home);
  clock.now += 100;
  const refused = { code: "TOO_MANY_REQUESTS", retryAfter: 3400 };
  expect(await failure(login(PHONE, home))).toMatchObject(refused);
  expect(await failure(register(PHONE, "Chan", home))).toMatchObject(refused);
  // A stranger at one address cannot keep the member out.
  for (let i = 0; i < 3; i++) expect(await login()).toBe(300);
  expect(await failure(login())).toMatchObject(refused);
  expect(sent).toHaveLength(6);
});

test("an IPv6 network of 64 bits is one source", async () => {
  const { login } = await joined();
  for (let i = 1; i <= 3; i++) await login(PHONE, `2001:db8:0:1::${String(i)}`);
  expect(await failure(login(PHONE, "2001:db8:0:1:ffff::1"))).toMatchObject({ code: "TOO_MANY_REQUESTS" });
  expect(await login(PHONE, "2001:db8:0:2::1")).toBe(300);
});

test("an address has a total an hour over all numbers, shared by register and login", async () => {
  const { clock, login, register } = signInRig();
  const ip = "203.0.113.9";
  for (let i = 0; i < PER_SOURCE / 2; i++) {
    await login(phoneOf(i), ip);
    await register(phoneOf(i + 100), "Chan", ip);
  }
  clock.now = T + 15;
  expect(await failure(login(phoneOf(99), ip))).toMatchObject({
    ...{ code: "TOO_MANY_REQUESTS", retryAfter: 3600 - 15 },
  });
  expect(await failure(register(phoneOf(99), "Chan", ip))).toMatchObject({ code: "TOO_MANY_REQUESTS" });
  expect(await login(phoneOf(99), "203.0.113.10")).toBe(300);
});

test("if several limits are reached, Retry-After is the longest wait", async () => {
  const { clock, register } = signInRig();
  const ip = "203.0.113.9";
  clock.now = T + 100;
  for (let i = 0; i < 3; i++) await register(PHONE, "Chan", ip);
  clock.now = T + 200;
  for (let i = 3; i < PER_SOURCE; i++) await register(phoneOf(i), "Chan", ip);
  expect(await failure(register(PHONE, "Chan", ip))).toMatchObject({ retryAfter: 3500 });
});

test.each([
  ["an invalid number", { phoneNumber: "91234567", name: "Chan" }, "phoneNumber"],
  ["a number that no country has assigned", { phoneNumber: "+8529123456", name: "Chan" }, "phoneNumber"],
  ["a country that the stage does not serve", { phoneNumber: "+12015550123", name: "Chan" }, "phoneNumber"],
])("%s is rejected, counts nothing and queues nothing", async (_what, { phoneNumber, name }, field) => {
  const { register, requestDeps, queued } = signInRig();
  const count = jest.spyOn(requestDeps, "count");
  expect(await failure(register(phoneNumber, name))).toMatchObject({
    ...{ code: "BAD_REQUEST", details: [{ field }] },
  });
  expect(count).not.toHaveBeenCalled();
  expect(queued).toEqual([]);
});

test("a queue that fails is an internal error, and the request stays counted", async () => {
  const { register, requestDeps } = signInRig();
  requestDeps.queue = () => Promise.reject(new Error("no queue"));
  const ip = "203.0.113.9";
  for (let i = 0; i < 3; i++) await expect(register(PHONE, "Chan", ip)).rejects.toThrow("no queue");
  expect(await failure(register(PHONE, "Chan", ip))).toMatchObject({ code: "TOO_MANY_REQUESTS" });
});

test("wrong codes from one address do not keep the member out elsewhere", async () => {
  const { code, verify } = signInRig();
  const given = await code();
  const stranger = "203.0.113.9";
  for (let i = 0; i < 3; i++) await failure(verify(other(given), PHONE, stranger));
  expect(await failure(verify(given, PHONE, stranger))).toMatchObject({ code: "TOO_MANY_REQUESTS" });
  expect((await verify(given)).user.status).toBe("pending");
});
