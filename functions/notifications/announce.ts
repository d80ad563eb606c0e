import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";

import { sqs } from "../shared/aws";
import { environment } from "../shared/env";
import { annotate, startLine } from "../shared/log";
import { withinLimit } from "../shared/time-limit";
import { announcement } from "./announcement";
import { outbox, type Outbox } from "./queue";

let queue: Outbox | undefined;

/**
 * Turns decisions on approvals into notifications. Reads the stream of the approvals table; the event source must report
 * batch item failures. The batch is retried from the first failed record, which keeps the order. Duplicate messages on
 * the queue are delivered once.
 */
export async function handler(
  { Records }: DynamoDBStreamEvent,
  context: Context | undefined,
): Promise<DynamoDBBatchResponse> {
  for (const record of Records) {
    const line = { requestId: record.eventID ?? "unknown", route: "STREAM announce" };
    const log = startLine(line, context, record.dynamodb?.NewImage?.["correlationId"]?.S);
    try {
      await withinLimit(context, () => announce(record));
    } catch (error) {
      log({ status: 500, error });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? "" }] };
    }
    log({ status: 200 });
  }
  return { batchItemFailures: [] };
}

async function announce(record: DynamoDBRecord): Promise<void> {
  const message = announcement(record);
  if (message === undefined) return;
  if (message.kind === "approved" || message.kind === "rejected") annotate({ userId: message.userId });
  queue ??= outbox(sqs, environment("NOTIFICATIONS_QUEUE_URL").NOTIFICATIONS_QUEUE_URL);
  await queue.send([message]);
}
