import type { SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod/mini";

import { sendMessages } from "../../shared/send-messages";

/** A message of the erasure queue. */
export const erasure = z.strictObject({ userId: z.string() });

/**
 * Delay of the second erasure, s. After the deletion, the authorizer cache may accept the caller for a while, an upload
 * form is valid for 300 s, and indexes are eventually consistent.
 */
const SWEEP_DELAY = 600;

/** Queues erasures. */
export interface ErasureQueue {
  /** Queues the erasure of a user, now and once more after {@link SWEEP_DELAY}. @throws Error if it was not queued. */
  order(userId: string): Promise<void>;
}

/** {@link ErasureQueue} on SQS. */
export function erasureQueue(client: SQSClient, queueUrl: string): ErasureQueue {
  return {
    order(userId) {
      return sendMessages(client, queueUrl, [{ body: { userId } }, { body: { userId }, delay: SWEEP_DELAY }]);
    },
  };
}
