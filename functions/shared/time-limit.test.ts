/** Handlers of each kind on services that never answer: each ends before its timeout, and logs the failure. */
import * as http from "node:http";
import type { AddressInfo } from "node:net";

import type { Context } from "aws-lambda";

import { loadHandler } from "../testing/container";
import { captureOutput } from "../testing/output";
import { TABLE_NAMES } from "../testing/tables";
import { newId } from "./ids";
import { withinLimit } from "./time-limit";

type Handler = (event: object, context: Context) => Promise<unknown>;

const output = captureOutput();
const handlers = new Map<string, Handler>();
const unanswered: http.ServerResponse[] = [];
const silent = http.createServer((_request, response) => unanswered.push(response));

beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const tables = ["PENDING_APPROVALS", "USER_PREFERENCES", "VERIFICATION_CODES", "USER_CLASSROOMS"];
  for (const name of [...TABLE_NAMES, ...tables]) process.env[`${name.toUpperCase()}_TABLE`] = name;
  const parameters = ["JWT", "PHONE", "ADMIN_PHONES", "SMS_SENDER_ID"];
  for (const name of parameters) process.env[`${name}_PARAMETER`] = "/parameter";
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${String((silent.address() as AddressInfo).port)}`,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...{ AWS_REGION: "us-east-1", STAGE: "test", CORS_ORIGINS: "https://app.example.org" },
    ...{ NOTIFICATIONS_QUEUE_URL: "http://queue", EMAIL_FROM: "a@example.org" },
    ...{ CODES_QUEUE_URL: "http://queue", CALLING_CODES: "852", SIGN_INS_PER_SOURCE: "60" },
  });
  for (const entry of entries) {
    handlers.set(entry, loadHandler(entry, { accessKeyId: "a", secretAccessKey: "s" }, {}) as Handler);
  }
});
afterAll(() => {
  // An answer that the SDK does not retry.
  for (const response of unanswered) response.writeHead(400, { connection: "close" }).end();
  silent.close();
});

/** A context whose function has some milliseconds left after the reserve. */
const ending = { functionName: "f", getRemainingTimeInMillis: () => 550 } as Context;

const entries = [
  ...["auth/register", "auth/authorizer"],
  ...["notifications/deliver", "notifications/announce", "notifications/digest"],
] as const;
const userId = newId("usr");
const approved = { kind: "approved", userId, decidedAt: "2027-01-15T08:00:00.000Z" };
const record = { messageId: "m", body: JSON.stringify(approved) };
const change = {
  Keys: { userId: { S: userId } },
  OldImage: { status: { S: "pending" } },
  NewImage: { status: { S: "approved" } },
};

test.each<[(typeof entries)[number], object]>([
  ["auth/register", { body: JSON.stringify({ phoneNumber: "+85291234567", name: "Chan" }) }],
  [
    "auth/authorizer",
    { headers: { authorization: "Bearer x" }, methodArn: "arn:aws:execute-api:r:a:api/stage/GET/" },
  ],
  ["notifications/deliver", { Records: [record] }],
  ["notifications/announce", { Records: [{ eventName: "MODIFY", eventID: "e", dynamodb: change }] }],
  ["notifications/digest", { id: "d", time: "2027-01-15T09:00:00Z" }],
])("%s", async (entry, event) => {
  await handlers
    .get(entry)?.(event, ending)
    .catch((error: unknown) => error);
  expect(output.lines()).toMatchObject([
    {
      level: "ERROR",
      status: 500,
      failure: { message: "the work did not end before the function's timeout" },
    },
  ]);
});

test("work that ends in time keeps its result or error", async () => {
  expect(await withinLimit(ending, () => Promise.resolve("done"))).toBe("done");
  await expect(withinLimit(ending, () => Promise.reject(new Error("own")))).rejects.toThrow("own");
  expect(await withinLimit(undefined, () => Promise.resolve("done"))).toBe("done");
  expect(await withinLimit({} as Context, () => Promise.resolve("done"))).toBe("done");
});
