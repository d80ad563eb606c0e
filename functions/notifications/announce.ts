import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";

import { sqs } from "../shared/aws";
import { environment } from "../shared/env";
import { annotate, logRequest } from "../shared/log";
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
    const started = performance.now();
    const line = { requestId: record.eventID ?? "unknown", route: "STREAM announce" };
    const latencyMs = (): number => Math.round(performance.now() - started);
    try {
      await announce(record);
    } catch (error) {
      logRequest({ ...line, status: 500, latencyMs: latencyMs(), error }, context);
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? "" }] };
    }
    logRequest({ ...line, status: 200, latencyMs: latencyMs() }, context);
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
