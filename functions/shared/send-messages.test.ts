import type { SendMessageBatchCommand, SendMessageBatchCommandOutput, SQSClient } from "@aws-sdk/client-sqs";

import { startLine } from "./log";
import { messageAttributes, sendMessages } from "./send-messages";

type Answer = Pick<SendMessageBatchCommandOutput, "Failed">;

/** A client that gives these answers in turn, then accepts everything. */
function fakeClient(...answers: Partial<Answer>[]) {
  const send = jest.fn(async (_command: SendMessageBatchCommand) => answers.shift() ?? {});
  const sent = () =>
    send.mock.calls.map(([{ input }]) => input.Entries?.map(({ MessageBody }) => MessageBody));
  return { send, sent, client: { send } as unknown as SQSClient };
}
const failed = (Id: string, SenderFault = false) => ({
  Failed: [{ Id, SenderFault, Code: "InternalError" }],
});
const bodies = (count: number) => Array.from({ length: count }, (_none, n) => ({ body: { n } }));

test("sends ten messages in one call, with their delays", async () => {
  const { send, sent, client } = fakeClient();
  await sendMessages(client, "q", [...bodies(12), { body: { n: 12 }, delay: 600 }]);
  expect(sent().map((batch) => batch?.length)).toEqual([10, 3]);
  expect(sent().flat()).toEqual(Array.from({ length: 13 }, (_none, n) => JSON.stringify({ n })));
  expect(send.mock.calls[1]?.[0].input).toEqual({
    QueueUrl: "q",
    Entries: [
      { Id: "0", MessageBody: '{"n":10}', DelaySeconds: 0 },
      { Id: "1", MessageBody: '{"n":11}', DelaySeconds: 0 },
      { Id: "2", MessageBody: '{"n":12}', DelaySeconds: 600 },
    ],
  });
});

test("sends messages that were not accepted again, and no others", async () => {
  const { sent, client } = fakeClient(failed("1"), failed("1"));
  await sendMessages(client, "q", bodies(3));
  expect(sent()).toEqual([['{"n":0}', '{"n":1}', '{"n":2}'], ['{"n":1}'], ['{"n":1}']]);
});

test("throws if a message is never accepted, and at once for a fault of the sender", async () => {
  const never = fakeClient(failed("0"), failed("0"), failed("0"));
  await expect(sendMessages(never.client, "q", bodies(2))).rejects.toThrow(
    "SQS did not accept 1 messages: InternalError",
  );
  expect(never.send).toHaveBeenCalledTimes(3);
  const fault = fakeClient(failed("0", true));
  await expect(sendMessages(fault.client, "q", bodies(1))).rejects.toThrow("did not accept");
  expect(fault.send).toHaveBeenCalledTimes(1);
});

test("makes no call without messages", async () => {
  const { send, client } = fakeClient();
  await sendMessages(client, "q", []);
  expect(send).not.toHaveBeenCalled();
});

test("messages of a request carry its correlation id", async () => {
  const { send, client } = fakeClient();
  startLine({ requestId: "r1", route: "POST /x" }, undefined, "from-caller");
  await sendMessages(client, "q", bodies(1));
  const attribute = { correlationId: { DataType: "String", StringValue: "from-caller" } };
  expect(send.mock.calls[0]?.[0].input.Entries).toMatchObject([{ MessageAttributes: attribute }]);
  expect(messageAttributes()).toEqual(attribute);
});
