import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { ZodMiniType, output } from "zod/mini";

import { attempt } from "./attempt";
import { logRequest } from "./log";

/**
 * What became of a message. `done`: it is deleted. `postponed`: it is deleted too, since the consumer put a copy on the
 * queue that comes later. `later`: it stays and comes again when its visibility timeout ends; it did not fail.
 */
export type Consumed = "done" | "postponed" | "later";

/** What a consumer does with one message. When it throws, the message comes again, in the end to the dead letters. */
export type Consume<Message> = (message: Message, record: SQSRecord) => Promise<Consumed>;

/** A Lambda handler behind an SQS event source that reports batch item failures. */
export type SqsHandler = (event: SQSEvent, context: Context | undefined) => Promise<SQSBatchResponse>;

/**
 * Time that a record must have left to be begun, ms: its calls, each with its repeats, should be over by then. What is
 * not begun comes again; what is killed half-way may have to be done twice. The first of a batch is always begun, so
 * that a function with less time than this gets on all the same.
 */
const TIME_FOR_RECORD = 10_000;

/** What a record's log line says in place of a request's status. */
const STATUS: Record<Consumed, number> = { done: 200, postponed: 202, later: 202 };

/**
 * The Lambda handler of a queue whose event source has `ReportBatchItemFailures` on. It works one record after the
 * other and writes a log line for each. A record that fails, or is no `schema`, comes again alone; it never takes the
 * others of its batch with it.
 * @param name stands in the log lines as the route, e.g. `SQS erase-user`.
 * @param setup makes the consumer from the environment; it runs once, at cold start. When it throws, every record
 * fails and the log names the reason.
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
      const started = performance.now();
      const line = { requestId: record.messageId, route: `SQS ${name}` };
      const latencyMs = (): number => Math.round(performance.now() - started);
      try {
        const timeLeft = context?.getRemainingTimeInMillis() ?? Infinity;
        const consumed = await consume(record, record === Records[0] || timeLeft >= TIME_FOR_RECORD);
        if (consumed === "later") batchItemFailures.push({ itemIdentifier: record.messageId });
        written(() => logRequest({ ...line, status: STATUS[consumed], latencyMs: latencyMs() }, context));
      } catch (error) {
        batchItemFailures.push({ itemIdentifier: record.messageId });
        written(() => logRequest({ ...line, status: 500, latencyMs: latencyMs(), error }, context));
      }
    }
    return { batchItemFailures };
  };
}

function parse<Schema extends ZodMiniType>(schema: Schema, body: string): output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // The parser's own error quotes the text.
    throw new Error("a message is not JSON");
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    const fields = result.error.issues.map(({ path }) => path.join(".")).join(", ");
    throw new Error(`a message is not of its schema, at: ${fields}`);
  }
  return result.data;
}

/** A record that was dealt with is not done again because its line could not be written. */
function written(write: () => void): void {
  try {
    write();
  } catch {
    // Nothing else can be told.
  }
}
