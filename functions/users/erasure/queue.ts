import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod/mini";

/** A message of the queue: whom to erase. */
export const erasure = z.strictObject({ userId: z.string() });

/**
 * Seconds until what came in late is erased too: a caller may be let through for 30 s after the deletion, with an
 * upload form that is valid for 300 s; and an index may lag.
 */
const SWEEP_DELAY = 600;

/** Where erasures are ordered. */
export interface ErasureQueue {
  /** Orders a user to be erased, now and once more after all that may come late. @throws Error when it is not kept. */
  order(userId: string): Promise<void>;
}

/** {@link ErasureQueue} on SQS. Two calls side by side: the local cloud asks a grant of its own for a batch. */
export function erasureQueue(client: SQSClient, queueUrl: string): ErasureQueue {
  return {
    async order(userId) {
      const message = { QueueUrl: queueUrl, MessageBody: JSON.stringify({ userId }) };
      await Promise.all([
        client.send(new SendMessageCommand(message)),
        client.send(new SendMessageCommand({ ...message, DelaySeconds: SWEEP_DELAY })),
      ]);
    },
  };
}
