import type { Context, SNSEvent, SNSMessage } from "aws-lambda";

import { attempt } from "../shared/attempt";
import { ses, ssm } from "../shared/aws";
import { emailSender } from "../shared/email";
import { environment, optionalEnvironment } from "../shared/env";
import { startLine } from "../shared/log";
import { cachedParameters } from "../shared/parameters";
import { withinLimit } from "../shared/time-limit";
import { deliverer, type Channel } from "./deliver";
import { compose, type Severity } from "./message";
import { isWebhook, postToChat } from "./webhook";

/** The fields of a message that the code reads. SNS sends the bare message to a dead-letter queue. */
type Message = Pick<SNSMessage, "MessageId" | "TopicArn" | "Message">;
type Event = { Records: { Sns: Message }[] } | Message;

const ready = attempt(setup);

/**
 * Formats alarms and cost notifications from the alert topics, and sends them by e-mail and to a chat. Throws when a
 * channel fails, so that Lambda retries the event and then moves it to the dead-letter queue.
 */
export async function handler(event: SNSEvent | Message, context: Context | undefined): Promise<void> {
  for (const message of messagesOf(event)) {
    const log = startLine({ requestId: message.MessageId, route: "SNS alert" }, context);
    try {
      await withinLimit(context, () => notify(message));
      log({ status: 200 });
    } catch (error) {
      log({ status: 500, error });
      // eslint-disable-next-line preserve-caught-error -- Lambda would log it unmasked
      throw new Error("the alert was not delivered");
    }
  }
}

function messagesOf(event: Event): readonly Message[] {
  return "Records" in event ? event.Records.map(({ Sns }) => Sns) : [event];
}

async function notify({ MessageId, TopicArn, Message }: Message): Promise<void> {
  if ("error" in ready) throw ready.error;
  const { facts, deliver } = ready.value;
  const severity: Severity = TopicArn.includes("-alerts-critical-") ? "critical" : "warning";
  const message = compose(Message, severity, facts);
  if (message !== undefined) await deliver(MessageId, message);
}

function setup() {
  const env = environment("STAGE", "AWS_REGION", "OWNER", "VERSION", "RUNBOOKS", "EMAIL_FROM");
  const facts = {
    stage: env.STAGE,
    region: env.AWS_REGION,
    owner: env.OWNER,
    version: env.VERSION,
    runbooks: env.RUNBOOKS,
  };
  const deliver = deliverer([...emailChannels(env.EMAIL_FROM), ...chatChannels()]);
  return { facts, deliver };
}

function emailChannels(from: string): Channel[] {
  const sendEmail = emailSender(ses, {
    from,
    configurationSet: optionalEnvironment("EMAIL_CONFIGURATION_SET"),
  });
  const addresses = optionalEnvironment("ALERT_EMAILS")?.split(",") ?? [];
  return addresses.map((to, i) => ({
    name: `email ${String(i + 1)}`,
    send: (message) => sendEmail({ to }, message),
  }));
}

function chatChannels(): Channel[] {
  const name = optionalEnvironment("ALERT_WEBHOOK_PARAMETER");
  if (name === undefined) return [];
  const read = cachedParameters(ssm, { address: { name, parse: parseWebhook } });
  return [
    {
      name: "chat",
      send: async ({ subject, text }) => postToChat((await read()).address, `${subject}\n\n${text}`),
    },
  ];
}

function parseWebhook(text: string): string {
  if (!isWebhook(text)) throw new Error("not the address of a webhook");
  return text;
}
