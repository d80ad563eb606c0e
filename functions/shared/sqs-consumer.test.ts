import type { Context, SQSEvent } from "aws-lambda";
import * as z from "zod/mini";

import { captureOutput } from "../testing/output";
import { annotate } from "./log";
import { sqsConsumer, type Consume } from "./sqs-consumer";

const output = captureOutput();
const schema = z.object({ n: z.int() });
type Message = z.infer<typeof schema>;

const batch = (...bodies: unknown[]): SQSEvent => ({
  Records: bodies.map((body, i) => ({
    ...{ messageId: `m${String(i)}`, receiptHandle: `r${String(i)}` },
    body: typeof body === "string" ? body : JSON.stringify(body),
  })) as SQSEvent["Records"],
});
const failed = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

function setUp(consume: Consume<Message>) {
  const seen: number[] = [];
  const handler = sqsConsumer("count", schema, () => async (message, record) => {
    seen.push(message.n);
    return consume(message, record);
  });
  return { handler, seen };
}

test("deletes processed records, with a log line each", async () => {
  const { handler, seen } = setUp(async ({ n }) => {
    annotate({ userId: `usr_${String(n)}` });
    return "done";
  });
  expect(await handler(batch({ n: 1 }, { n: 2 }), undefined)).toEqual(failed());
  expect(seen).toEqual([1, 2]);
  expect(output.lines()).toMatchObject([
    { level: "INFO", route: "SQS count", requestId: "m0", status: 200, userId: "usr_1" },
    { level: "INFO", route: "SQS count", requestId: "m1", status: 200, userId: "usr_2" },
  ]);
});

test("retries a failed record only", async () => {
  const { handler, seen } = setUp(async ({ n }) => {
    if (n === 2) throw new Error("of +85291234567");
    return "done";
  });
  expect(await handler(batch({ n: 1 }, { n: 2 }, { n: 3 }), undefined)).toEqual(failed("m1"));
  expect(seen).toEqual([1, 2, 3]);
  expect(output.lines()).toMatchObject([
    { status: 200 },
    { level: "ERROR", status: 500, failure: { message: "of [number]" } },
    { status: 200 },
  ]);
});

test("keeps postponed records without an error", async () => {
  const { handler } = setUp(async () => "later");
  expect(await handler(batch({ n: 1 }), undefined)).toEqual(failed("m0"));
  expect(output.lines()).toMatchObject([{ level: "INFO", status: 202 }]);
});

test("deletes records that were replaced by a copy, without an error", async () => {
  const { handler } = setUp(async () => "postponed");
  expect(await handler(batch({ n: 1 }), undefined)).toEqual(failed());
  expect(output.lines()).toMatchObject([{ level: "INFO", status: 202 }]);
});

test.each([["Chan, 91234567"], [{ n: "Chan" }], [{}], ["null"]])(
  "fails for an invalid body without quoting it: %j",
  async (body) => {
    const { handler, seen } = setUp(async () => "done");
    expect(await handler(batch(body, { n: 1 }), undefined)).toEqual(failed("m0"));
    expect(seen).toEqual([1]);
    expect(output.text()).not.toContain("Chan");
  },
);

test("does not start a record without enough time left", async () => {
  let left = 45_000;
  const context = { getRemainingTimeInMillis: () => left } as Context;
  const { handler, seen } = setUp(async () => {
    left -= 8_000;
    return "done";
  });
  expect(await handler(batch({ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }), context)).toEqual(failed("m2", "m3"));
  expect(seen).toEqual([1, 2]);
});

test("starts the first record with any time left", async () => {
  const context = { getRemainingTimeInMillis: () => 3_000 } as Context;
  const { handler, seen } = setUp(async () => "done");
  expect(await handler(batch({ n: 1 }, { n: 2 }), context)).toEqual(failed("m1"));
  expect(seen).toEqual([1]);
});

test("a failed setup fails every record, and the log has the reason", async () => {
  const handler = sqsConsumer("count", schema, () => {
    throw new Error("environment variables are not set: X");
  });
  expect(await handler(batch({ n: 1 }, { n: 2 }), undefined)).toEqual(failed("m0", "m1"));
  expect(output.text()).toContain("environment variables are not set: X");
});

test("a record's log line has the correlation id of the request that caused it, else the record's id", async () => {
  const { handler } = setUp(async () => "done");
  const event = batch({ n: 1 }, { n: 2 }, { n: 3 });
  const attribute = (stringValue: string) => ({
    correlationId: { stringValue, dataType: "String" as const },
  });
  event.Records[0]!.messageAttributes = attribute("request-1");
  event.Records[1]!.messageAttributes = attribute("not valid");
  await handler(event, undefined);
  expect(output.lines().map((line) => line["correlation_id"])).toEqual(["request-1", "m1", "m2"]);
});
