import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { ZodMiniType, output } from "zod/mini";

import { attempt } from "./attempt";
import { startLine } from "./log";
import { CORRELATION_ATTRIBUTE } from "./send-messages";
import { withinLimit } from "./time-limit";

/**
 * Result of a message. `done`: delete it. `postponed`: delete it, since the consumer has sent a delayed copy. `later`:
 * keep it on the queue until its visibility timeout ends, without counting as an error.
 */
export type Consumed = "done" | "postponed" | "later";

/** Processes one message. If it throws, the message is retried, and finally moved to the dead-letter queue. */
export type Consume<Message> = (message: Message, record: SQSRecord) => Promise<Consumed>;

/** A Lambda handler behind an SQS event source that reports batch item failures. */
export type SqsHandler = (event: SQSEvent, context: Context | undefined) => Promise<SQSBatchResponse>;

/**
 * Remaining time required to start a record, ms: enough to wait for SNS and SES, and for the calls before and after.
 * Records that are not started are retried. The first record of a batch is always started, so that functions with a
 * shorter timeout make progress.
 */
const TIME_FOR_RECORD = 30_000;

/** Status in the log line of a record. */
const STATUS: Record<Consumed, number> = { done: 200, postponed: 202, later: 202 };

/**
 * The Lambda handler of a queue whose event source reports batch item failures. It processes records one by one, with a
 * log line for each. Only records that fail, or do not match the schema, are retried.
 * @param name route in the log lines, e.g. `SQS erase-user`.
 * @param setup creates the consumer from the environment, once, at cold start. If it throws, every record fails and the
 * log shows the reason.
 */
export function sqsConsumer<Schema extends ZodMiniType>(
  name: string,
  schema: Schema,
  setup: () => Consume<output<Schema>>,
): SqsHandler {
  const ready = attempt(setup);

  const consume = async (record: SQSRecord, mayBegin: boolean): Promise<Consumed> => {
    if ("error" in ready) throw ready.error;
    if (!mayBegin) return "later";
    return ready.value(parse(schema, record.body), record);
  };

  return async ({ Records }, context) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of Records) {
      const line = { requestId: record.messageId, route: `SQS ${name}` };
      const log = startLine(line, context, correlationOf(record));
      try {
        const timeLeft = context?.getRemainingTimeInMillis() ?? Infinity;
        const mayBegin = record === Records[0] || timeLeft >= TIME_FOR_RECORD;
        const consumed = await withinLimit(context, () => consume(record, mayBegin));
        if (consumed === "later") batchItemFailures.push({ itemIdentifier: record.messageId });
        log({ status: STATUS[consumed] });
      } catch (error) {
        batchItemFailures.push({ itemIdentifier: record.messageId });
        log({ status: 500, error });
      }
    }
    return { batchItemFailures };
  };
}

/** Messages that were sent by an earlier version, or not by the platform, have none. */
function correlationOf({ messageAttributes }: Partial<SQSRecord>): string | undefined {
  return messageAttributes?.[CORRELATION_ATTRIBUTE]?.stringValue;
}

function parse<Schema extends ZodMiniType>(schema: Schema, body: string): output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // The parser's error quotes the text.
    throw new Error("the message is not JSON");
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const fields = result.error.issues.map(({ path }) => path.join(".")).join(", ");
    throw new Error(`the message does not match its schema: ${fields}`);
  }
  return result.data;
}
