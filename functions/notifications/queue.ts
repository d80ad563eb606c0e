import type { SQSClient } from "@aws-sdk/client-sqs";

import { sendMessages } from "../shared/send-messages";
import type { Notification } from "./messages";

/** Sends messages to the notifications queue. */
export interface Outbox {
  /**
   * Sends messages. If it throws, some of them may have been sent.
   * @param delay delivery delay, s, limited to {@link LONGEST_DELAY}. Default: 0.
   */
  send(messages: readonly Notification[], delay?: number): Promise<void>;
}

/** Maximum delivery delay of SQS, s. Longer delays need several steps. */
export const LONGEST_DELAY = 900;

/** {@link Outbox} on SQS. */
export function outbox(client: SQSClient, url: string): Outbox {
  return {
    send(messages, delay = 0) {
      const seconds = Math.min(Math.ceil(delay), LONGEST_DELAY);
      return sendMessages(
        client,
        url,
        messages.map((body) => ({ body, delay: seconds })),
      );
    },
  };
}
