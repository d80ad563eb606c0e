import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

import type { Notification } from "./messages";

/** Sends messages to the notifications queue. */
export interface Outbox {
  /**
   * Sends messages. If it throws, some of them may have been sent.
   * @param delay delivery delay, s, limited to {@link LONGEST_DELAY}. Default: 0.
   */
  send(messages: readonly Notification[], delay?: number): Promise<void>;
}

/** Concurrent calls. */
const PARALLEL = 10;

/** Maximum delivery delay of SQS, s. Longer delays need several steps. */
export const LONGEST_DELAY = 900;

/**
 * {@link Outbox} on SQS. One call for each message: the emulator checks SendMessageBatch against an action that does not
 * exist in IAM, so the grant could not be tested.
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
