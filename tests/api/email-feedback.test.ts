/** E-mail that comes back: what SES would put on the bus reaches the preferences. SES itself tells nothing here. */
import { GetQueueUrlCommand, SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";

import type { Cloud } from "../../local/cloud";
import { jsonClient } from "../../local/provider/clients/signed";
import { Api, type Person } from "./abuse/people";
import { clientConfig, eventually, openPlatform, removeTestCloud } from "../testing/support";

jest.setTimeout(240_000);

const RULE = "sjc1990app-email-feedback-local";
const EMAIL = "chan@example.org";

let cloud: Cloud;
let api: Api;
let member: Person;

beforeAll(async () => {
  cloud = await openPlatform();
  api = new Api(cloud, String((await cloud.outputs())["apiUrl"]));
  member = await api.signInMember("Chan Tai Man", await api.signInAdmin());
  await api.call("PUT", "/users/me/profile", { email: EMAIL }, member);
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

/** Does what the rule does with an event that it takes. Nobody but AWS may put one of SES on the bus. */
async function take(event: object): Promise<void> {
  const sqs = new SQSClient(clientConfig(cloud));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: RULE }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
}

async function emailOptIn(): Promise<unknown> {
  return (await api.call("GET", "/users/me/preferences", undefined, member)).body["emailOptIn"];
}

test("the rule takes what this stage sent and came back, and leads to the queue", async () => {
  const events = jsonClient("events", clientConfig(cloud));
  const { EventPattern } = await events.call("DescribeRule", { Name: RULE });
  const takes = async (event: object): Promise<unknown> =>
    (await events.call("TestEventPattern", { EventPattern, Event: JSON.stringify(event) }))["Result"];
  expect(await takes(eventFor("Permanent"))).toBe(true);
  expect(await takes({ ...eventFor("Permanent"), "detail-type": "Email Complaint Received" })).toBe(true);
  expect(await takes({ ...eventFor("Permanent"), "detail-type": "Email Delivered" })).toBe(false);
  expect(await takes(eventFor("Permanent", "sjc1990app-email-dev"))).toBe(false);
  const { Targets } = await events.call("ListTargetsByRule", { Rule: RULE });
  expect(Targets).toMatchObject([{ Arn: `arn:aws:sqs:us-east-1:000000000000:${RULE}` }]);
});

/** Waits until the preferences have e-mail turned off. */
async function untilOff(): Promise<void> {
  await eventually(async () => ((await emailOptIn()) === false ? true : undefined));
}

test("an address that takes no e-mail gets no more of it", async () => {
  expect(await emailOptIn()).toBe(true);
  await take(eventFor("Permanent"));
  await untilOff();
});

test("who turns it on again has it on, until the next comes back", async () => {
  await api.call("PUT", "/users/me/preferences", { emailOptIn: true }, member);
  expect(await emailOptIn()).toBe(true);
  await take(eventFor("Permanent"));
  await untilOff();
});
