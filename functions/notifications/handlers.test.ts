/** The handlers as Lambda calls them, on an emulator that enforces IAM: with their grants, and without each of them. */
import { VerifyEmailIdentityCommand, SESClient } from "@aws-sdk/client-ses";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent, SQSRecord } from "aws-lambda";

import { approve, pendingApprovals, reject } from "../auth/routes";
import type { ApiHandler } from "../shared/http";
import { newId } from "../shared/ids";
import { encryptPhone } from "../shared/phone-keys";
import { parsePhoneKeys } from "../shared/secrets";
import type { SqsHandler } from "../shared/sqs-consumer";
import { captureOutput } from "../testing/output";
import type { Notification } from "./messages";
import { TestCloud } from "./testing/cloud";
import { container, type Grant } from "./testing/container";
import { grants } from "./testing/grants";

const cloud = new TestCloud("handlers");
const output = captureOutput();
const PHONE = "+85291234567";
const EMAIL = "chan@example.org";
const phoneParameter = JSON.stringify({ secret: Buffer.alloc(32, 2).toString("base64url") });
const keys = parsePhoneKeys(phoneParameter);
const at = "2027-01-15T08:00:00.000Z";
/** From an hour ago until two hours from now. */
const quietNow = () => {
  const clock = (minutes: number): string =>
    new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  return { start: clock(-60), end: clock(120), timezone: "UTC" };
};
const neverQuiet = { start: "08:00", end: "08:00", timezone: "UTC" };

beforeAll(async () => {
  const ssm = new SSMClient(cloud.clientConfig);
  for (const [Name, Value] of [
    ["/phone", phoneParameter],
    ["/sms-sender-id", "SJC1990"],
  ]) {
    await ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString" }));
  }
  await new SESClient(cloud.clientConfig).send(
    new VerifyEmailIdentityCommand({ EmailAddress: "platform@example.org" }),
  );
  Object.assign(process.env, {
    ...{
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL: cloud.clientConfig.endpoint,
      STAGE: "test",
      VERSION: "1",
    },
    ...{ CORS_ORIGINS: "https://app.example.org", APPROVALS_REQUIRED: "2" },
    ...{ USERS_TABLE: cloud.tables.users, PENDING_APPROVALS_TABLE: cloud.tables.approvals },
    ...{ USER_PREFERENCES_TABLE: cloud.tables.preferences, NOTIFICATIONS_TABLE: cloud.tables.notifications },
    ...{ NOTIFICATIONS_QUEUE_URL: cloud.queueUrl, PHONE_PARAMETER: "/phone" },
    ...{ SMS_SENDER_ID_PARAMETER: "/sms-sender-id", EMAIL_FROM: "platform@example.org" },
  });
});

async function addUser(status: string, preferences: object = { quietHours: neverQuiet }): Promise<string> {
  const userId = newId("usr");
  const phone = encryptPhone(keys, userId, PHONE);
  const user = { userId, phone, phoneHash: "h", fullName: "Chan Tai Man", email: EMAIL, role: "user" };
  await cloud.put("users", { ...user, status, createdAt: at, version: 1 });
  await cloud.put("approvals", { userId, name: "Chan", phoneMasked: "+85*67", status, requestedAt: at });
  await cloud.put("preferences", { userId, ...preferences });
  return userId;
}

function request(path: object, body?: object, role = "admin") {
  const authorizer = { userId: newId("usr"), sessionId: "ses_1", role, status: "approved" };
  return {
    ...{ pathParameters: { ...path }, body: body === undefined ? null : JSON.stringify(body) },
    requestContext: { requestId: "r", authorizer },
  };
}

function record(message: Notification | string): SQSRecord {
  const body = typeof message === "string" ? message : JSON.stringify(message);
  return { messageId: newId("ses"), receiptHandle: "none", body } as SQSRecord;
}

async function outboxOf(what: "ses/messages" | "sns/sms-messages"): Promise<string> {
  const response = await fetch(`${cloud.clientConfig.endpoint}/_ministack/${what}`);
  return response.text();
}

const change = (userId: string): DynamoDBStreamEvent => ({
  Records: [
    {
      ...{ eventName: "MODIFY", eventID: "e" },
      dynamodb: {
        ...{ Keys: { userId: { S: userId } }, SequenceNumber: "1" },
        OldImage: { status: { S: "pending" } },
        NewImage: { status: { S: "approved" }, decidedAt: { S: at } },
      },
    },
  ],
});

type Entry = keyof typeof grants;

/** Does all that a function does that needs a grant; true when all of it worked. */
const flows: Record<Entry, (granted: readonly Grant[]) => Promise<boolean>> = {
  async "auth/pending-approvals"(granted) {
    const handler = await container<ApiHandler>(cloud, "auth/pending-approvals", granted);
    const { statusCode, body } = await handler(request({}), undefined);
    return statusCode === 200 && pendingApprovals.responses[200]!.schema!.safeParse(JSON.parse(body)).success;
  },
  async "auth/approve"(granted) {
    const handler = await container<ApiHandler>(cloud, "auth/approve", granted);
    const userId = await addUser("pending");
    const one = await handler(request({ userId }, {}, "user"), undefined);
    const two = await handler(request({ userId }, {}, "user"), undefined);
    return (
      [one, two].every(({ statusCode }) => statusCode === 200) &&
      approve.responses[200]!.schema!.safeParse(JSON.parse(two.body)).success &&
      (await cloud.get("users", userId))?.["status"] === "approved"
    );
  },
  async "auth/reject"(granted) {
    const handler = await container<ApiHandler>(cloud, "auth/reject", granted);
    const userId = await addUser("pending");
    const { statusCode, body } = await handler(request({ userId }, { reason: "Not of our year" }), undefined);
    return statusCode === 200 && reject.responses[200]!.schema!.safeParse(JSON.parse(body)).success;
  },
  async "notifications/announce"(granted) {
    type Handler = (event: DynamoDBStreamEvent, context: undefined) => Promise<DynamoDBBatchResponse>;
    const handler = await container<Handler>(cloud, "notifications/announce", granted);
    return (await handler(change(newId("usr")), undefined)).batchItemFailures.length === 0;
  },
  async "notifications/digest"(granted) {
    type Handler = (event: object, context: undefined) => Promise<void>;
    const handler = await container<Handler>(cloud, "notifications/digest", granted);
    await addUser("pending");
    await addUser("approved");
    return handler({ id: "e", time: "2027-01-15T01:00:00Z" }, undefined).then(
      () => true,
      () => false,
    );
  },
  async "notifications/feedback"(granted) {
    const handler = await container<SqsHandler>(cloud, "notifications/feedback", granted);
    const userId = await addUser("approved", { digestFrequency: "weekly", version: 1 });
    const event = {
      source: "aws.ses",
      detail: {
        eventType: "Complaint",
        mail: { tags: { user: [userId] } },
        complaint: { complainedRecipients: [{ emailAddress: EMAIL }] },
      },
    };
    const { batchItemFailures } = await handler({ Records: [record(JSON.stringify(event))] }, undefined);
    const { emailOptIn, digestFrequency } = (await cloud.get("preferences", userId)) ?? {};
    return batchItemFailures.length === 0 && emailOptIn === false && digestFrequency === "weekly";
  },
  async "notifications/deliver"(granted) {
    const handler = await container<SqsHandler>(cloud, "notifications/deliver", granted);
    const both = { enabledChannels: ["sms", "email"], quietHours: neverQuiet };
    const rejected = await addUser("rejected", both);
    const quiet = await addUser("approved", { quietHours: quietNow() });
    const chunk: Notification = { kind: "digest-chunk", date: "2027-01-15", pending: 1, userIds: [quiet] };
    const messages: Notification[] = [
      { kind: "rejected", userId: rejected, decidedAt: at },
      { kind: "approved", userId: quiet, decidedAt: at },
      chunk,
    ];
    const { batchItemFailures } = await handler(
      { Records: messages.map((message) => record(message)) },
      undefined,
    );
    const statuses = output.lines().flatMap(({ route, status }) => (route === "SQS deliver" ? [status] : []));
    return batchItemFailures.length === 0 && [200, 202, 200].every((status, i) => statuses[i] === status);
  },
};

/** What a log line says in place of the action, where the service's own text may quote whom it was for. */
const withoutIt: Record<string, string> = {
  "sns:Publish": "SNS did not take an SMS: AuthorizationError",
  "ses:SendEmail": "SES did not take an e-mail: AccessDenied",
};

describe.each(Object.keys(grants) as Entry[])("%s", (entry) => {
  test("works with its grants", async () => {
    const worked = await flows[entry](grants[entry]);
    if (!worked) throw new Error(output.text());
  });

  test.each((grants[entry] as readonly Grant[]).map((grant) => [grant]))("fails without %j", async (left) => {
    expect(await flows[entry](grants[entry].filter((grant) => grant !== left))).toBe(false);
    expect(output.text()).toContain(withoutIt[left[0]] ?? left[0]);
  });
});

test("what is sent arrives, and no log line names whom it went to", async () => {
  const handler = await container<SqsHandler>(
    cloud,
    "notifications/deliver",
    grants["notifications/deliver"],
  );
  const userId = await addUser("approved", { enabledChannels: ["sms", "email"], quietHours: neverQuiet });
  const message: Notification = { kind: "approved", userId, decidedAt: at };
  await handler({ Records: [record(message), record(message)] }, undefined);
  expect(await outboxOf("sns/sms-messages")).toContain("You have been approved");
  expect(await outboxOf("ses/messages")).toContain("Welcome to sjc1990app");
  expect(output.lines()).toMatchObject([
    { route: "SQS deliver", status: 200, userId },
    { route: "SQS deliver", status: 200, userId },
  ]);
  for (const text of [PHONE, PHONE.slice(4), EMAIL, "Chan"]) expect(output.text()).not.toContain(text);
});

test("in quiet hours a copy is put on the queue, which is not taken before 15 minutes have passed", async () => {
  const handler = await container<SqsHandler>(
    cloud,
    "notifications/deliver",
    grants["notifications/deliver"],
  );
  const userId = await addUser("approved", { quietHours: quietNow() });
  const message: Notification = { kind: "approved", userId, decidedAt: at };
  const before = await cloud.queued();
  expect(await handler({ Records: [record(message)] }, undefined)).toEqual({ batchItemFailures: [] });
  const copies = (await cloud.queued()).slice(before.length);
  expect(copies).toMatchObject([{ body: JSON.stringify(message) }]);
  expect(copies[0]!.visibleAt - Date.now() / 1000).toBeGreaterThan(890);
  expect(copies[0]!.visibleAt - Date.now() / 1000).toBeLessThanOrEqual(900);
  expect(await cloud.get("notifications", `approved#${userId}#${at}#sms`)).toBeUndefined();
});

test("a message that is none fails alone, and its text is not logged", async () => {
  const handler = await container<SqsHandler>(
    cloud,
    "notifications/deliver",
    grants["notifications/deliver"],
  );
  const userId = await addUser("suspended");
  const good = record({ kind: "approved", userId, decidedAt: at });
  const bad = [record("+85291234567"), record('{"kind":"approved","userId":"+85291234567"}')];
  const { batchItemFailures } = await handler({ Records: [bad[0]!, good, bad[1]!] }, undefined);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
    bad.map((one) => one.messageId),
  );
  expect(output.text()).not.toContain("91234567");
});
