import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

import type { Notification } from "./messages";

/** The notifications queue, to put on. */
export interface Outbox {
  /**
   * Puts messages on the queue. When it throws, some of them may be on it.
   * @param delay s until they may be taken; of a longer one than {@link LONGEST_DELAY} only that. Default: 0.
   */
  send(messages: readonly Notification[], delay?: number): Promise<void>;
}

/** Messages that are on their way at once. */
const PARALLEL = 10;

/** Longest that SQS holds a message back, s. What has to wait longer is put off again then. */
export const LONGEST_DELAY = 900;

/**
 * {@link Outbox} on SQS. One call each: the local cloud holds a batch against an action of its own, which IAM does not
 * have, so the grant could not be tried there.
 */
export function outbox(client: SQSClient, url: string): Outbox {
  const sendOne = (message: Notification, DelaySeconds: number): Promise<unknown> =>
    client.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message), DelaySeconds }),
    );

  return {
    async send(messages, delay = 0) {
      const seconds = Math.min(Math.ceil(delay), LONGEST_DELAY);
      for (let i = 0; i < messages.length; i += PARALLEL) {
        await Promise.all(messages.slice(i, i + PARALLEL).map((message) => sendOne(message, seconds)));
      }
    },
  };
}
