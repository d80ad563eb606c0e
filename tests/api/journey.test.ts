import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";

import type { Cloud } from "../../local/cloud";
import { expectCleanLogs } from "../testing/logs";
import {
  call,
  clientConfig,
  openPlatform,
  removeTestCloud,
  sentCodes,
  type Answer,
} from "../testing/support";

jest.setTimeout(240_000);

/** What a person does, over HTTP, with IAM enforced. */
describe("the first journey", () => {
  let cloud: Cloud;
  let apiUrl: string;

  beforeAll(async () => {
    cloud = await openPlatform();
    apiUrl = String((await cloud.outputs())["apiUrl"]);
  });
  afterAll(async () => {
    await removeTestCloud(cloud);
  });

  const post = (path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> =>
    call(`${apiUrl}${path}`, "POST", body, headers);

  test("who registers gets a code by SMS, and tokens for it, once", async () => {
    const phoneNumber = "+852 9123-4567";
    expect(await post("/auth/register", { phoneNumber, name: "陳大文" })).toMatchObject({
      status: 200,
      body: { expiresIn: 300 },
    });
    const [code] = await sentCodes(cloud, "+85291234567");
    expect(code).toMatch(/^\d{6}$/);

    const verified = await post("/auth/verify", { phoneNumber, code });
    expect(verified).toMatchObject({
      status: 200,
      body: {
        expiresIn: 900,
        user: { fullName: "陳大文", phoneNumber: "+85291234567", status: "pending", role: "user" },
      },
    });
    const [header = "", payload = ""] = String(verified.body["accessToken"]).split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toMatchObject({
      alg: "HS256",
      kid: "local1",
    });
    expect(Buffer.from(payload, "base64url").toString()).not.toContain("91234567");

    expect(await post("/auth/verify", { phoneNumber, code })).toMatchObject({
      status: 401,
      body: { error: "UNAUTHORIZED" },
    });
  });

  test("the same number is the same user, by the mobile client's calls too", async () => {
    const phoneNumber = "+85291234567";
    await post("/auth/register", { phoneNumber, fullName: "Another Name" });
    const codes = await sentCodes(cloud, phoneNumber);
    const answer = await post("/auth/verify-sms", { phoneNumber, code: codes.at(-1) });
    expect(answer).toMatchObject({ status: 200, body: { user: { fullName: "陳大文" } } });
  });

  test("the first sign-in of an admin's number makes an approved admin", async () => {
    const phoneNumber = "+85290000001";
    await post("/auth/register", { phoneNumber, name: "First Admin" });
    const [code] = await sentCodes(cloud, phoneNumber);
    expect(await post("/auth/verify", { phoneNumber, code })).toMatchObject({
      status: 200,
      body: { user: { status: "approved", role: "admin" } },
    });
  });

  test("of parallel tries with the right code one wins", async () => {
    const phoneNumber = "+85292222222";
    await post("/auth/register", { phoneNumber, name: "Race" });
    const [code] = await sentCodes(cloud, phoneNumber);
    const answers = await Promise.all([1, 2, 3, 4].map(() => post("/auth/verify", { phoneNumber, code })));
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => [200, 401, 429].includes(status))).toBe(true);
  });

  test("after three wrong tries the right code is refused, and so is a new one, for the hour", async () => {
    const phoneNumber = "+85293333333";
    await post("/auth/register", { phoneNumber, name: "Guesser" });
    const [code = ""] = await sentCodes(cloud, phoneNumber);
    const wrong = code === "000000" ? "000001" : "000000";
    for (let i = 0; i < 3; i++) {
      expect((await post("/auth/verify", { phoneNumber, code: wrong })).status).toBe(401);
    }
    const refused = await post("/auth/verify", { phoneNumber, code });
    expect(refused).toMatchObject({ status: 429, body: { error: "TOO_MANY_REQUESTS" } });
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(3500);
    expect(wait).toBeLessThanOrEqual(3600);
  });

  test("the sixth registration of one address within an hour is refused", async () => {
    // This address has registered five times above.
    const refused = await post("/auth/register", { phoneNumber: "+85295555555", name: "Sixth" });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3000);
    expect(await sentCodes(cloud, "+85295555555")).toEqual([]);
  });

  test.each([
    ["malformed JSON", "/auth/register", "{", 400, "BAD_REQUEST"],
    ["no object", "/auth/register", [], 400, "BAD_REQUEST"],
    [
      "an unknown field",
      "/auth/register",
      { phoneNumber: "+85291234567", name: "Ab", role: "admin" },
      400,
      "BAD_REQUEST",
    ],
    ["no phone number", "/auth/register", { name: "Ab" }, 400, "BAD_REQUEST"],
    ["a local number", "/auth/register", { phoneNumber: "91234567", name: "Ab" }, 400, "BAD_REQUEST"],
    [
      "a code of letters",
      "/auth/verify",
      { phoneNumber: "+85291234567", code: "abcdef" },
      400,
      "BAD_REQUEST",
    ],
    ["a route that is not there", "/auth/nothing", {}, 404, "NOT_FOUND"],
  ])("%s gives an error in the shared shape", async (_what, path, body, status, error) => {
    const answer = await post(path, body, { origin: "http://localhost:3000" });
    expect(answer).toMatchObject({
      status,
      body: { error, message: expect.any(String) as string, requestId: expect.any(String) as string },
    });
    if (status === 400) {
      expect(answer.body["details"]).toEqual([
        { field: expect.stringMatching(/./) as string, problem: expect.stringMatching(/./) as string },
      ]);
    }
    expect(answer.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
  });

  test("a browser's preflight is answered", async () => {
    const answer = await call(`${apiUrl}/auth/register`, "OPTIONS", undefined, {
      origin: "http://localhost:3000",
      "access-control-request-method": "POST",
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    expect(answer.headers.get("access-control-allow-methods")).toContain("POST");
  });

  test("the logs hold nothing private, and one line that does is found", async () => {
    await expectCleanLogs(cloud);
    const logs = new CloudWatchLogsClient(clientConfig(cloud));
    const stream = {
      logGroupName: "/aws/lambda/sjc1990app-health-local",
      logStreamName: "planted",
    };
    await logs.send(new CreateLogStreamCommand(stream));
    const message = JSON.stringify({ message: "no SMS could be sent to +852 9123 4567" });
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: Date.now(), message }] }));
    await expect(expectCleanLogs(cloud)).rejects.toThrow("85291234567");
  });
});
