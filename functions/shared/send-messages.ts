import { setTimeout as sleep } from "node:timers/promises";

import { SendMessageBatchCommand, type MessageAttributeValue, type SQSClient } from "@aws-sdk/client-sqs";

import { correlationId } from "./log";

/** Maximum number of messages in one call. */
const BATCH = 10;

/** Attempts at a batch: the SDK does not retry single messages of it that SQS did not accept. */
const ATTEMPTS = 3;

/** Maximum pause before the second attempt, ms; doubles with each further attempt. */
const PAUSE = 50;

/** Attribute of messages with the correlation id of the request that caused them. */
export const CORRELATION_ATTRIBUTE = "correlationId";

/** Attributes of every message: the correlation id of the current request. */
export function messageAttributes(): Record<string, MessageAttributeValue> | undefined {
  const id = correlationId();
  return id === undefined ? undefined : { [CORRELATION_ATTRIBUTE]: { DataType: "String", StringValue: id } };
}

/** A message to send. */
export interface Outgoing {
  /** Sent as JSON, at most 100 KB. */
  body: object;
  /** Delivery delay, s, at most 900. Default: 0. */
  delay?: number;
}

/**
 * Sends messages to a queue, ten in one call.
 * @throws Error if SQS does not accept all of them; some may have been sent.
 */
export async function sendMessages(
  client: SQSClient,
  queueUrl: string,
  messages: readonly Outgoing[],
): Promise<void> {
  for (let i = 0; i < messages.length; i += BATCH) {
    await sendBatch(client, queueUrl, messages.slice(i, i + BATCH));
  }
}

async function sendBatch(client: SQSClient, QueueUrl: string, messages: readonly Outgoing[]): Promise<void> {
  const MessageAttributes = messageAttributes();
  let open = messages.map(({ body, delay = 0 }, i) => ({
    ...{ Id: String(i), MessageBody: JSON.stringify(body), DelaySeconds: delay, MessageAttributes },
  }));
  for (let attempt = 1; ; attempt++) {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: open }));
    if (Failed.length === 0) return;
    if (attempt === ATTEMPTS || Failed.some(({ SenderFault }) => SenderFault)) {
      const codes = [...new Set(Failed.map(({ Code }) => Code))].join(", ");
      throw new Error(`SQS did not accept ${String(Failed.length)} messages: ${codes}`);
    }
    const failed = new Set(Failed.map(({ Id }) => Id));
    open = open.filter(({ Id }) => failed.has(Id));
    await sleep(Math.random() * PAUSE * 2 ** (attempt - 1));
  }
}
