import type {
  BatchGetItemCommand,
  BatchGetItemCommandOutput,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { batchGet } from "./batch-get";

type Answer = Pick<BatchGetItemCommandOutput, "Responses" | "UnprocessedKeys">;

function fakeClient(...answers: Answer[]) {
  const send = jest.fn(async (_command: BatchGetItemCommand) => answers.shift() ?? {});
  return { send, client: { send } as unknown as DynamoDBClient };
}

const item = (id: string) => ({ id: { S: id } });

test("asks once for all tables, and only for what is wanted of them", async () => {
  const { send, client } = fakeClient({ Responses: { b: [item("2")], a: [item("1")] } });
  const [a, b, c] = await batchGet(client, [
    { table: "a", keys: [{ id: "1" }], attributes: ["id", "status"] },
    { table: "b", keys: [{ id: "2" }, { id: "3" }], consistent: true },
    { table: "c", keys: [] },
  ]);
  expect([a, b, c]).toEqual([[{ id: "1" }], [{ id: "2" }], []]);
  expect(send.mock.calls.map(([{ input }]) => input.RequestItems)).toEqual([
    {
      a: {
        Keys: [item("1")],
        ProjectionExpression: "#a0, #a1",
        ExpressionAttributeNames: { "#a0": "id", "#a1": "status" },
      },
      b: { Keys: [item("2"), item("3")], ConsistentRead: true },
    },
  ]);
});

test("asks again for what was left out, and for nothing else", async () => {
  const left = { a: { Keys: [item("2")], ConsistentRead: true } };
  const { send, client } = fakeClient(
    { Responses: { a: [item("1")] }, UnprocessedKeys: left },
    { Responses: {}, UnprocessedKeys: left },
    { Responses: { a: [item("2")] }, UnprocessedKeys: {} },
  );
  const [a] = await batchGet(client, [{ table: "a", keys: [{ id: "1" }, { id: "2" }], consistent: true }]);
  expect(a).toEqual([{ id: "1" }, { id: "2" }]);
  expect(send.mock.calls.slice(1).map(([{ input }]) => input.RequestItems)).toEqual([left, left]);
});

test("but not for ever, and a part is never taken for the whole", async () => {
  const answer = { Responses: { a: [] }, UnprocessedKeys: { a: { Keys: [item("1")] } } };
  const { send, client } = fakeClient(...Array.from({ length: 9 }, () => answer));
  await expect(batchGet(client, [{ table: "a", keys: [{ id: "1" }] }])).rejects.toThrow("left keys");
  expect(send).toHaveBeenCalledTimes(5);
});

test("nothing wanted, nothing asked; too much is refused before DynamoDB would", async () => {
  const { send, client } = fakeClient();
  expect(await batchGet(client, [{ table: "a", keys: [] }])).toEqual([[]]);
  const keys = Array.from({ length: 101 }, (_none, i) => ({ id: String(i) }));
  await expect(batchGet(client, [{ table: "a", keys }])).rejects.toThrow("101 keys");
  expect(send).not.toHaveBeenCalled();
});
