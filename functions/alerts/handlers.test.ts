/** The handler as Lambda calls it, on an emulator that enforces IAM: with its grants, and without each of them. */
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { SNSEvent, SNSMessage } from "aws-lambda";

import { newId } from "../shared/ids";
import { grants, optionalGrants, type Grant } from "../testing/grants";
import { captureOutput } from "../testing/output";
import { TestStage } from "../testing/stage";
import { metricAlarm } from "./testing/samples";

const HOOK = "https://chat.example.org/hook/secret";
const EMAILS = ["a@example.org", "b@example.org"];
const all: readonly Grant[] = [...grants["alerts/notify"], ...optionalGrants["alerts/notify"]];

const stage = new TestStage("alerts", {
  ...{ STAGE: "prod", OWNER: "platform-team", RUNBOOKS: "https://example.org/runbooks" },
  ...{ ALERT_EMAILS: EMAILS.join(","), ALERT_WEBHOOK_PARAMETER: "/alerts/alert-webhook" },
});
const output = captureOutput();

/** Texts that the chat received, and its answers. */
let chat: string[];
let answers: number[];

beforeAll(async () => {
  await new SESClient(stage.config).send(
    new VerifyEmailIdentityCommand({ EmailAddress: "platform@example.org" }),
  );
  await new SSMClient(stage.config).send(
    new PutParameterCommand({ Name: "/alerts/alert-webhook", Value: HOOK, Type: "SecureString" }),
  );
});

beforeEach(() => {
  chat = [];
  answers = [];
  const real = globalThis.fetch;
  jest.spyOn(globalThis, "fetch").mockImplementation((address, options) => {
    if (address !== HOOK) return real(address, options);
    chat.push((JSON.parse(options?.body as string) as { text: string }).text);
    return Promise.resolve(new Response(null, { status: answers.shift() ?? 200 }));
  });
});

type Handler = (event: SNSEvent | SNSMessage, context: undefined) => Promise<void>;
const container = (granted: readonly Grant[] = all): Promise<Handler> =>
  stage.container<Handler>("alerts/notify", granted);

const message = (topic = "critical", text = JSON.stringify(metricAlarm)): SNSMessage =>
  ({
    ...{ Type: "Notification", MessageId: newId("ses"), Message: text },
    TopicArn: `arn:aws:sns:us-east-1:000000000000:sjc1990app-alerts-${topic}-prod`,
  }) as SNSMessage;
const event = (Sns: SNSMessage): SNSEvent => ({ Records: [{ Sns }] }) as SNSEvent;

interface Mail {
  To: string[];
  Subject: string;
  BodyText: string;
}

async function mails(): Promise<Mail[]> {
  const answer = await fetch(`${stage.config.endpoint}/_ministack/ses/messages`);
  const { messages } = (await answer.json()) as { messages: Record<string, Mail[]> };
  return Object.values(messages).flat();
}

test("an alarm arrives by e-mail at every address and in the chat, and no address is logged", async () => {
  await (
    await container()
  )(event(message()), undefined);
  const sent = await mails();
  expect(sent.map(({ To, Subject }) => [To.join(), Subject])).toEqual(
    EMAILS.map((to) => [to, "[prod] CRITICAL deliver-errors"]),
  );
  expect(sent[0]!.BodyText).toMatch(/^Notifications fail\.\n[\s\S]*\nRelease: 1\.2\.3\n$/);
  expect(chat).toEqual([`[prod] CRITICAL deliver-errors\n\n${sent[0]!.BodyText}`]);
  expect(output.text()).toMatch(/"route":"SNS alert","status":200/);
  for (const text of [...EMAILS, "chat.example.org"]) expect(output.text()).not.toContain(text);
});

test("the severity is that of the topic, also of a message from the dead-letter queue", async () => {
  const before = (await mails()).length;
  await (
    await container()
  )(message("warning"), undefined);
  expect((await mails()).slice(before)[0]!.Subject).toBe("[prod] WARNING deliver-errors");
});

test("when the chat fails, the retry repeats the chat only", async () => {
  const handler = await container();
  const before = (await mails()).length;
  answers = [500, 200];
  const sns = event(message());
  await expect(handler(sns, undefined)).rejects.toThrow(/^the alert was not delivered$/);
  await handler(sns, undefined);
  expect((await mails()).length - before).toBe(EMAILS.length);
  expect(chat).toHaveLength(2);
  expect(output.text()).toContain("not delivered: chat");
  expect(output.text()).toContain("the webhook answered 500");
});

test.each(all.map((grant) => [grant]))("fails without %j", async (left) => {
  const handler = await container(all.filter((grant) => grant !== left));
  await expect(handler(event(message()), undefined)).rejects.toThrow();
  expect(output.text()).toMatch(left[0] === "ses:SendEmail" ? /AccessDenied/ : /ssm:GetParameters/);
  // The other channel works.
  expect(chat).toHaveLength(left[0] === "ses:SendEmail" ? 1 : 0);
});
