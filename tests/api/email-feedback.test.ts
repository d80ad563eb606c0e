/** Bounced e-mail: what SES would put on the event bus reaches the preferences. The local cloud's SES publishes nothing. */
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { GetQueueUrlCommand, SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";

import type { Cloud } from "../../local/cloud";
import { routes } from "../../functions/routes";
import type { ApiClient } from "../../functions/shared/api-client";
import { me, type Person } from "../../ops/people";
import { openApi } from "../testing/api";
import { clientConfig, eventually, openPlatform, removeTestCloud } from "../testing/support";

const RULE = "sjc1990app-email-feedback-local";
const EMAIL = "chan@example.org";

let cloud: Cloud;
let api: ApiClient;
let member: Person;

beforeAll(async () => {
  cloud = await openPlatform();
  const opened = await openApi(cloud);
  api = opened.api;
  member = await opened.people.member("Chan Tai Man");
  await api.call(routes.updateProfile, { params: me, body: { email: EMAIL }, as: member });
});

afterAll(() => removeTestCloud(cloud));

function eventFor(bounceType: string, configurationSet = "sjc1990app-email-local") {
  return {
    version: "0",
    id: "12345678-1234-1234-1234-123456789012",
    "detail-type": "Email Bounced",
    source: "aws.ses",
    account: "000000000000",
    time: "2026-11-25T00:00:00Z",
    region: "us-east-1",
    resources: ["arn:aws:ses:us-east-1:000000000000:configuration-set/sjc1990app-email-local"],
    detail: {
      eventType: "Bounce",
      bounce: { bounceType, bounceSubType: "General", bouncedRecipients: [{ emailAddress: EMAIL }] },
      mail: {
        messageId: "m",
        destination: [EMAIL],
        tags: { "ses:configuration-set": [configurationSet], user: [member.userId] },
      },
    },
  };
}

/** Does what the rule does with an event that matches. Only AWS may put events of SES on the bus. */
async function deliver(event: object): Promise<void> {
  const sqs = new SQSClient(clientConfig(cloud));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: RULE }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
}

async function emailOptIn(): Promise<boolean> {
  return (await api.call(routes.getPreferences, { params: me, as: member })).emailOptIn;
}

test("the rule matches bounces and complaints of this stage's e-mail, and sends them to the queue", async () => {
  const events = new EventBridgeClient(clientConfig(cloud));
  const { EventPattern } = await events.send(new DescribeRuleCommand({ Name: RULE }));
  const matches = async (event: object) =>
    (await events.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }))).Result;
  expect(await matches(eventFor("Permanent"))).toBe(true);
  expect(await matches({ ...eventFor("Permanent"), "detail-type": "Email Complaint Received" })).toBe(true);
  expect(await matches({ ...eventFor("Permanent"), "detail-type": "Email Delivered" })).toBe(false);
  expect(await matches(eventFor("Permanent", "sjc1990app-email-dev"))).toBe(false);
  const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: RULE }));
  expect(Targets).toMatchObject([{ Arn: `arn:aws:sqs:us-east-1:000000000000:${RULE}` }]);
});

/** Waits until the preferences have e-mail turned off. */
async function untilOff(): Promise<void> {
  await eventually(async () => ((await emailOptIn()) ? undefined : true));
}

test("an address that bounces gets no more e-mail", async () => {
  expect(await emailOptIn()).toBe(true);
  await deliver(eventFor("Permanent"));
  await untilOff();
});

test("a user who turns e-mail on again has it on until the next bounce", async () => {
  await api.call(routes.updatePreferences, { params: me, body: { emailOptIn: true }, as: member });
  expect(await emailOptIn()).toBe(true);
  await deliver(eventFor("Permanent"));
  await untilOff();
});
