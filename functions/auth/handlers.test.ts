/** The handlers as Lambda calls them, on an emulator that enforces IAM, with no more than their grants. */
import { verifyAccessToken } from "../shared/access-token";
import type { GatewayEvent } from "../shared/http";
import { errorBody } from "../shared/schemas";
import { parseTokenKeys } from "../shared/secrets";
import { eventOf, Handlers } from "../testing/handlers";
import { captureOutput } from "../testing/output";
import { TestStage } from "../testing/stage";
import { authResponse, codeSent, verifySms } from "./routes";

const stage = new TestStage("handlers", { PHOTOS_DOMAIN: "" });
const output = captureOutput();
const handlers = new Handlers(stage, output, ["auth/register", "auth/verify"]);

let source = 0;

async function call(name: "register" | "verify", body: object, over: GatewayEvent = {}) {
  const sourceIp = `198.51.100.${String(++source)}`;
  const event = { ...eventOf({ body, sourceIp }), httpMethod: "POST", resource: `/auth/${name}`, ...over };
  return handlers.call(`auth/${name}`, event);
}

async function signIn(phone: string, name = "Chan Tai Man") {
  expect(await call("register", { phoneNumber: phone, name })).toMatchObject({ statusCode: 200 });
  return call("verify", { phoneNumber: phone, code: await stage.codeFor(phone) });
}

test("registration and verification return tokens, with few DynamoDB calls", async () => {
  const phone = "+85291234567";
  const asked = await call("register", { phoneNumber: "+852 9123 4567", fullName: "Chan Tai Man" });
  expect(asked).toMatchObject({
    statusCode: 200,
    headers: { "Access-Control-Allow-Origin": "https://app.example.org" },
  });
  expect(codeSent.parse(asked.json)).toEqual({ message: "A code is on its way.", expiresIn: 300 });
  expect(handlers.calls).toEqual(["TransactWriteItems"]);

  const answer = await call(
    "verify",
    { phoneNumber: phone, code: await stage.codeFor(phone) },
    { resource: verifySms.path },
  );
  expect(answer.statusCode).toBe(200);
  // The first user of the stage: the fingerprint of the phone secret is stored, too.
  expect(handlers.calls).toEqual(["GetItem", "GetItem", "UpdateItem", "TransactWriteItems"]);
  const { user, accessToken, expiresIn } = authResponse.parse(answer.json);
  expect(user).toMatchObject({
    fullName: "Chan Tai Man",
    phoneNumber: phone,
    status: "pending",
    role: "user",
  });
  expect(Object.keys(user).sort()).toEqual([
    "createdAt",
    "fullName",
    "phoneNumber",
    "role",
    "status",
    "userId",
  ]);
  expect(expiresIn).toBe(900);
  const now = Math.floor(Date.now() / 1000);
  expect(
    await verifyAccessToken(parseTokenKeys(stage.parameters.jwt), "test", accessToken, now),
  ).toMatchObject({
    userId: user.userId,
  });
});

test("a known user signs in with three calls, also if the user changed meanwhile", async () => {
  const phone = "+85291230001";
  const { userId } = authResponse.parse((await signIn(phone)).json).user;
  const again = authResponse.parse((await signIn(phone, "Another Name")).json);
  expect(again.user).toMatchObject({ userId, fullName: "Chan Tai Man" });
  expect(handlers.calls).toEqual(["GetItem", "GetItem", "TransactWriteItems"]);

  await call("register", { phoneNumber: phone, name: "Chan" });
  const code = await stage.codeFor(phone);
  await stage.setStatus(userId, "approved");
  const { json } = await call("verify", { phoneNumber: phone, code });
  expect(authResponse.parse(json).user.status).toBe("approved");
  expect(handlers.calls).toEqual(["GetItem", "GetItem", "TransactWriteItems"]);
});

test("a suspended user cannot sign in", async () => {
  const phone = "+85291230002";
  const { userId } = authResponse.parse((await signIn(phone)).json).user;
  await stage.setStatus(userId, "suspended");
  const answer = await signIn(phone);
  expect(answer).toMatchObject({ statusCode: 403, json: { error: "FORBIDDEN" } });
  // The code is used up.
  expect(handlers.calls).toEqual(["GetItem", "GetItem", "TransactWriteItems"]);
});

test("an admin phone creates an approved admin", async () => {
  const { user } = authResponse.parse((await signIn("+85261112222")).json);
  expect(user).toMatchObject({ status: "approved", role: "admin", approvedAt: user.createdAt });
});

test("of twenty concurrent callers with the same code, one signs in", async () => {
  const phone = "+85291230003";
  await call("register", { phoneNumber: phone, name: "Chan" });
  const code = await stage.codeFor(phone);
  const all = await Promise.all(
    Array.from({ length: 20 }, () => call("verify", { phoneNumber: phone, code })),
  );
  const statuses = all.map(({ statusCode }) => statusCode).sort();
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.every((status) => [200, 401, 429].includes(status))).toBe(true);
});

test("a user created after the code was sent is signed in, with two more calls", async () => {
  const phone = "+85291230004";
  await call("register", { phoneNumber: phone, name: "Chan" });
  const code = await stage.codeFor(phone);
  const { userId } = await stage.addUser({ phoneNumber: phone });
  const { json } = await call("verify", { phoneNumber: phone, code });
  expect(authResponse.parse(json).user.userId).toBe(userId);
  const [read, write] = ["GetItem", "TransactWriteItems"];
  expect(handlers.calls).toEqual([read, read, write, read, write]);
});

test("limits return 429 with Retry-After in the shared error shape", async () => {
  const phone = "+85291230005";
  const from = (sourceIp: string) => ({ requestContext: { requestId: "req-1", identity: { sourceIp } } });
  const home = from("203.0.113.1");
  for (let i = 0; i < 3; i++) await call("register", { phoneNumber: phone, name: "Chan" }, home);
  const refused = await call("register", { phoneNumber: phone, name: "Chan" }, home);
  expect(refused).toMatchObject({
    statusCode: 429,
    headers: { "Retry-After": expect.stringMatching(/^3(600|59\d)$/) as string },
  });
  expect(errorBody.parse(refused.json)).toMatchObject({ error: "TOO_MANY_REQUESTS", requestId: "req-1" });

  // The stage of this test allows 20 codes of a source an hour.
  const router = from("203.0.113.2");
  const statuses: number[] = [];
  for (let i = 0; i < 21; i++) {
    const phoneNumber = `+852974000${String(i).padStart(2, "0")}`;
    statuses.push((await call("register", { phoneNumber, name: "Chan" }, router)).statusCode);
  }
  expect(statuses).toEqual([...Array<number>(20).fill(200), 429]);

  const right = await stage.codeFor(phone);
  const wrong = right === "000000" ? "000001" : "000000";
  for (let i = 0; i < 3; i++)
    expect((await call("verify", { phoneNumber: phone, code: wrong }, home)).statusCode).toBe(401);
  expect(await call("verify", { phoneNumber: phone, code: right }, home)).toMatchObject({ statusCode: 429 });
  expect(await call("verify", { phoneNumber: phone, code: right })).toMatchObject({ statusCode: 200 });
});

test.each<["register" | "verify", object, string]>([
  ["register", { phoneNumber: "+85291234567" }, "name"],
  ["register", { phoneNumber: "+85291234567", name: "Chan", fullName: "Chan" }, "name"],
  ["register", { phoneNumber: "91234567", name: "Chan" }, "phoneNumber"],
  ["register", { phoneNumber: "+85291234567", name: "Chan", role: "admin" }, "role"],
  ["verify", { phoneNumber: "+85291234567", code: "12345" }, "code"],
  ["verify", { phoneNumber: "+85291234567", code: 123456 }, "code"],
])("%s rejects %j by field, without an AWS call", async (name, body, field) => {
  const { statusCode, json } = await call(name, body);
  expect({ statusCode, details: json["details"] }).toMatchObject({ statusCode: 400, details: [{ field }] });
  expect(handlers.calls).toEqual([]);
});

test("logs one line per request, without number, name, code, token or address", async () => {
  const phone = "+85291230006";
  const { json } = await signIn(phone, "Wong Siu Ming");
  const { accessToken, refreshToken, user } = authResponse.parse(json);
  await call("verify", { phoneNumber: phone, code: "000000" });
  expect(output.lines()).toMatchObject([
    { route: "POST /auth/register", status: 200 },
    { route: "SQS send-code", status: 200 },
    { route: "POST /auth/verify", status: 200, userId: user.userId },
    { route: "POST /auth/verify", status: 401, errorCode: "UNAUTHORIZED" },
  ]);
  expect(output.lines()).toHaveLength(4);
  const secrets = [
    phone,
    phone.slice(4),
    "Wong",
    await stage.codeFor(phone),
    accessToken,
    refreshToken,
    "198.51.100",
  ];
  for (const text of secrets) expect(output.text()).not.toContain(text);
});
