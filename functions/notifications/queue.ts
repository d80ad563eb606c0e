import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

import type { Notification } from "./messages";

/** The notifications queue, to put on. */
export interface Outbox {
  /** Puts messages on the queue. When it throws, some of them may be on it. */
  send(messages: readonly Notification[]): Promise<void>;
}

/** The notifications queue, from which a message came. */
export interface Inbox {
  /** Lets a message that was received come again after this time, s; twelve hours at most. */
  postpone(receiptHandle: string, seconds: number): Promise<void>;
}

/** Messages that are on their way at once. */
const PARALLEL = 10;

/** Longest time that a message can be invisible, s: twelve hours from when it was received, less what has passed. */
const LONGEST_INVISIBLE = 12 * 3600 - 600;

/**
 * {@link Outbox} on SQS. One call each: the local cloud holds a batch against an action of its own, which IAM does not
 * have, so the grant could not be tried there.
 */
export function outbox(client: SQSClient, url: string): Outbox {
  const sendOne = (message: Notification): Promise<unknown> =>
    client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message) }));

  return {
    async send(messages) {
      for (let i = 0; i < messages.length; i += PARALLEL) {
        await Promise.all(messages.slice(i, i + PARALLEL).map(sendOne));
      }
    },
  };
}

/** {@link Inbox} on SQS. */
export function inbox(client: SQSClient, url: string): Inbox {
  return {
    async postpone(receiptHandle, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: Math.min(Math.ceil(seconds), LONGEST_INVISIBLE),
        }),
      );
    },
  };
}
