/** The handlers as Lambda calls them, on an emulator that enforces IAM: with their grants, and without each of them. */
import { VerifyEmailIdentityCommand, SESClient } from "@aws-sdk/client-ses";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent, SQSRecord } from "aws-lambda";

import { newId } from "../shared/ids";
import type { UserStatus } from "../shared/schemas";
import type { SqsHandler } from "../shared/sqs-consumer";
import { grants, type Entry as AnyEntry, type Grant } from "../testing/grants";
import { captureOutput } from "../testing/output";
import { TestStage } from "../testing/stage";
import type { Notification } from "./messages";

const stage = new TestStage("handlers");
const output = captureOutput();
const PHONE = "+85291234567";
const EMAIL = "chan@example.org";
const at = "2027-01-15T08:00:00.000Z";
/** From an hour ago until two hours from now. */
const quietNow = () => {
  const clock = (minutes: number): string =>
    new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
  return { start: clock(-60), end: clock(120), timezone: "UTC" };
};
const neverQuiet = { start: "08:00", end: "08:00", timezone: "UTC" };

beforeAll(async () => {
  await new SESClient(stage.config).send(
    new VerifyEmailIdentityCommand({ EmailAddress: "platform@example.org" }),
  );
});

async function addUser(
  status: UserStatus,
  preferences: object = { quietHours: neverQuiet },
): Promise<string> {
  const { userId } = await stage.addUser({ phoneNumber: PHONE, email: EMAIL, status });
  await stage.put("approvals", { userId, name: "Chan", phoneMasked: "+85*67", status, requestedAt: at });
  await stage.put("preferences", { userId, ...preferences });
  return userId;
}

function record(message: Notification | string): SQSRecord {
  const body = typeof message === "string" ? message : JSON.stringify(message);
  return { messageId: newId("ses"), receiptHandle: "none", body } as SQSRecord;
}

async function outboxOf(what: "ses/messages" | "sns/sms-messages"): Promise<string> {
  const response = await fetch(`${stage.config.endpoint}/_ministack/${what}`);
  return response.text();
}

/** All messages of the queue, visible or not, oldest first, without receiving them. Times in epoch s. */
async function queued(): Promise<{ body: string; visibleAt: number }[]> {
  const url = stage.queues.notifications;
  const query = new URLSearchParams({ QueueUrl: url });
  const answer = await fetch(`${stage.config.endpoint}/_ministack/sqs/messages?${query.toString()}`);
  const { messages } = (await answer.json()) as {
    messages: Record<string, Record<string, Record<string, { Body: string; VisibleAt: number }[]>>>;
  };
  return (messages["000000000000"]?.["us-east-1"]?.[url] ?? []).map(({ Body, VisibleAt }) => ({
    body: Body,
    visibleAt: VisibleAt,
  }));
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

type Entry = Extract<AnyEntry, `notifications/${string}`>;
const entries = Object.keys(grants).filter((entry): entry is Entry => entry.startsWith("notifications/"));

/** Runs each function so that it uses all of its grants. @returns whether it succeeded. */
const flows: Record<Entry, (granted: readonly Grant[]) => Promise<boolean>> = {
  async "notifications/announce"(granted) {
    type Handler = (event: DynamoDBStreamEvent, context: undefined) => Promise<DynamoDBBatchResponse>;
    const handler = await stage.container<Handler>("notifications/announce", granted);
    return (await handler(change(newId("usr")), undefined)).batchItemFailures.length === 0;
  },
  async "notifications/digest"(granted) {
    type Handler = (event: object, context: undefined) => Promise<void>;
    const handler = await stage.container<Handler>("notifications/digest", granted);
    await addUser("pending");
    await addUser("approved");
    return handler({ id: "e", time: "2027-01-15T01:00:00Z" }, undefined).then(
      () => true,
      () => false,
    );
  },
  async "notifications/feedback"(granted) {
    const handler = await stage.container<SqsHandler>("notifications/feedback", granted);
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
    const { emailOptIn, digestFrequency } = (await stage.get("preferences", userId)) ?? {};
    return batchItemFailures.length === 0 && emailOptIn === false && digestFrequency === "weekly";
  },
  async "notifications/deliver"(granted) {
    const handler = await stage.container<SqsHandler>("notifications/deliver", granted);
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

/** Logged instead of the action where the message of the service may contain the recipient. */
const withoutIt: Record<string, string> = {
  "sns:Publish": "SNS rejected an SMS: AuthorizationError",
  "ses:SendEmail": "SES rejected an e-mail: AccessDenied",
};

describe.each(entries)("%s", (entry) => {
  test("works with its grants", async () => {
    const worked = await flows[entry](grants[entry]);
    if (!worked) throw new Error(output.text());
  });

  test.each((grants[entry] as readonly Grant[]).map((grant) => [grant]))("fails without %j", async (left) => {
    expect(await flows[entry](grants[entry].filter((grant) => grant !== left))).toBe(false);
    expect(output.text()).toContain(withoutIt[left[0]] ?? left[0]);
  });
});

test("messages arrive, and logs do not contain the recipient", async () => {
  const handler = await stage.container<SqsHandler>("notifications/deliver");
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

test("in quiet hours a copy is queued with a delay of 15 minutes", async () => {
  const handler = await stage.container<SqsHandler>("notifications/deliver");
  const userId = await addUser("approved", { quietHours: quietNow() });
  const message: Notification = { kind: "approved", userId, decidedAt: at };
  const before = await queued();
  expect(await handler({ Records: [record(message)] }, undefined)).toEqual({ batchItemFailures: [] });
  const copies = (await queued()).slice(before.length);
  expect(copies).toMatchObject([{ body: JSON.stringify(message) }]);
  expect(copies[0]!.visibleAt - Date.now() / 1000).toBeGreaterThan(890);
  expect(copies[0]!.visibleAt - Date.now() / 1000).toBeLessThanOrEqual(900);
  expect(await stage.get("notifications", `approved#${userId}#${at}#sms`)).toBeUndefined();
});

test("an invalid message fails alone, and its text is not logged", async () => {
  const handler = await stage.container<SqsHandler>("notifications/deliver");
  const userId = await addUser("suspended");
  const good = record({ kind: "approved", userId, decidedAt: at });
  const bad = [record("+85291234567"), record('{"kind":"approved","userId":"+85291234567"}')];
  const { batchItemFailures } = await handler({ Records: [bad[0]!, good, bad[1]!] }, undefined);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
    bad.map((one) => one.messageId),
  );
  expect(output.text()).not.toContain("91234567");
});
