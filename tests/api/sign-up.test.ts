import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";

import { routes } from "../../functions/routes";
import type { Cloud } from "../../local/cloud";
import type { ApiClient } from "../../functions/shared/api-client";
import { newAddress, newNumber, type Outbox } from "../../ops/people";
import { ADMIN_PHONE, openApi } from "../testing/api";
import { expectCleanLogs } from "../testing/logs";
import { clientConfig, openPlatform, removeTestCloud } from "../testing/support";

/** Sign-up from one address, over HTTP, with IAM enforced. */
describe("sign-up", () => {
  let cloud: Cloud;
  let api: ApiClient;
  let outbox: Outbox;

  beforeAll(async () => {
    cloud = await openPlatform();
    ({ sameAddress: api, outbox } = await openApi(cloud));
  });
  afterAll(async () => {
    await removeTestCloud(cloud);
  });

  test("a code is sent by SMS and exchanged for tokens, once", async () => {
    const phoneNumber = "+852 9123-4567";
    expect(await api.call(routes.register, { body: { phoneNumber, name: "陳大文" } })).toMatchObject({
      expiresIn: 300,
    });
    const code = await outbox.code("+85291234567");

    const verified = await api.call(routes.verify, { body: { phoneNumber, code } });
    expect(verified).toMatchObject({
      expiresIn: 900,
      user: { fullName: "陳大文", phoneNumber: "+85291234567", status: "pending", role: "user" },
    });
    const [header = "", payload = ""] = verified.accessToken.split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toMatchObject({
      alg: "HS256",
      kid: "local1",
    });
    expect(Buffer.from(payload, "base64url").toString()).not.toContain("91234567");

    expect(await api.send(routes.verify, { body: { phoneNumber, code } })).toMatchObject({
      status: 401,
      body: { error: "UNAUTHORIZED" },
    });
  });

  test("the same number is the same user, also on the mobile client's route", async () => {
    const phoneNumber = "+85291234567";
    await api.call(routes.register, { body: { phoneNumber, fullName: "Another Name" } });
    const code = await outbox.code(phoneNumber, 1);
    const { user } = await api.call(routes.verifySms, { body: { phoneNumber, code } });
    expect(user.fullName).toBe("陳大文");
  });

  test("the first sign-in with an admin's number creates an approved admin", async () => {
    const phoneNumber = ADMIN_PHONE;
    await api.call(routes.register, { body: { phoneNumber, name: "First Admin" } });
    const code = await outbox.code(phoneNumber);
    const { user } = await api.call(routes.verify, { body: { phoneNumber, code } });
    expect(user).toMatchObject({ status: "approved", role: "admin" });
  });

  test("of parallel attempts with the right code one succeeds", async () => {
    const phoneNumber = "+85292222222";
    await api.call(routes.register, { body: { phoneNumber, name: "Race" } });
    const code = await outbox.code(phoneNumber);
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => api.send(routes.verify, { body: { phoneNumber, code } })),
    );
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => [200, 401, 429].includes(status))).toBe(true);
  });

  test("after three wrong attempts the right code is refused for the hour", async () => {
    const phoneNumber = "+85293333333";
    await api.call(routes.register, { body: { phoneNumber, name: "Guesser" } });
    const code = await outbox.code(phoneNumber);
    const wrong = code === "000000" ? "000001" : "000000";
    for (let i = 0; i < 3; i++) {
      expect((await api.send(routes.verify, { body: { phoneNumber, code: wrong } })).status).toBe(401);
    }
    const refused = await api.send(routes.verify, { body: { phoneNumber, code } });
    expect(refused).toMatchObject({ status: 429, body: { error: "TOO_MANY_REQUESTS" } });
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(3500);
    expect(wait).toBeLessThanOrEqual(3600);
  });

  test("the fourth code for a number from one address within an hour is refused, another address gets it", async () => {
    const phoneNumber = "+85295555555";
    const body = { phoneNumber, name: "Fourth" };
    for (let sent = 0; sent < 3; sent++) {
      await api.call(routes.register, { body });
      await outbox.code(phoneNumber, sent);
    }
    const refused = await api.send(routes.register, { body });
    expect(refused).toMatchObject({ status: 429, body: { error: "TOO_MANY_REQUESTS" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3500);
    await api.call(routes.register, { body, headers: newAddress() });
    await outbox.code(phoneNumber, 3);
    expect(await outbox.codes(phoneNumber)).toHaveLength(4);
  });

  test("ten people sign up behind one router", async () => {
    const numbers = Array.from({ length: 10 }, () => newNumber());
    const answers = await Promise.all(
      numbers.map((phoneNumber) => api.send(routes.register, { body: { phoneNumber, name: "Reunion" } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    for (const phoneNumber of numbers) {
      const code = await outbox.code(phoneNumber);
      expect((await api.send(routes.verify, { body: { phoneNumber, code } })).status).toBe(200);
    }
  });

  test.each([
    ["a number that no country has assigned", "+999123456789"],
    ["a satellite phone", "+870773111632"],
    ["too few digits for Hong Kong", "+8529123456"],
    ["a country that the stage does not serve", "+390612345678"],
  ])("%s is refused", async (_what, phoneNumber) => {
    expect(await api.send(routes.register, { body: { phoneNumber, name: "Nobody" } })).toMatchObject({
      status: 400,
      body: { error: "BAD_REQUEST", details: [{ field: "phoneNumber" }] },
    });
  });

  test("number and code may be typed with other digits", async () => {
    const phoneNumber = "+447911123456";
    await api.call(routes.register, { body: { phoneNumber: "+44 (0)7911 123456", name: "Digits" } });
    const code = await outbox.code(phoneNumber);
    const fullWidth = (text: string): string =>
      text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    const { user } = await api.call(routes.verify, {
      body: { phoneNumber: fullWidth(phoneNumber), code: fullWidth(code) },
    });
    expect(user.phoneNumber).toBe(phoneNumber);
  });

  const register = routes.register.path;
  test.each<[string, string, unknown, number, string]>([
    ["malformed JSON", register, "{", 400, "BAD_REQUEST"],
    ["a list in place of an object", register, [], 400, "BAD_REQUEST"],
    [
      "an unknown field",
      register,
      { phoneNumber: "+85291234567", name: "Ab", role: "admin" },
      400,
      "BAD_REQUEST",
    ],
    ["no phone number", register, { name: "Ab" }, 400, "BAD_REQUEST"],
    ["a local number", register, { phoneNumber: "91234567", name: "Ab" }, 400, "BAD_REQUEST"],
    [
      "a code of letters",
      routes.verify.path,
      { phoneNumber: "+85291234567", code: "abcdef" },
      400,
      "BAD_REQUEST",
    ],
    ["an unknown route", "/auth/nothing", {}, 404, "NOT_FOUND"],
  ])("%s gives an error in the shared shape", async (_what, path, body, status, error) => {
    const answer = await api.raw("POST", path, { body, headers: { origin: "http://localhost:3000" } });
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
    const answer = await api.raw("OPTIONS", register, {
      headers: { origin: "http://localhost:3000", "access-control-request-method": "POST" },
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
