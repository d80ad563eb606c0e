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

test("reads all tables in one call, with the requested attributes only", async () => {
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

test("retries unprocessed keys only", async () => {
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

test("throws if keys stay unprocessed", async () => {
  const answer = { Responses: { a: [] }, UnprocessedKeys: { a: { Keys: [item("1")] } } };
  const { send, client } = fakeClient(...Array.from({ length: 9 }, () => answer));
  await expect(batchGet(client, [{ table: "a", keys: [{ id: "1" }] }])).rejects.toThrow(
    "did not process all keys",
  );
  expect(send).toHaveBeenCalledTimes(5);
});

test("throws for two requests of one table, of which one would be lost", async () => {
  const { send, client } = fakeClient();
  const of = (id: string) => ({ table: "a", keys: [{ id }] });
  await expect(batchGet(client, [of("1"), of("2")])).rejects.toThrow("two requests of one table");
  expect(send).not.toHaveBeenCalled();
});

test("makes no call without keys, and throws for too many", async () => {
  const { send, client } = fakeClient();
  expect(await batchGet(client, [{ table: "a", keys: [] }])).toEqual([[]]);
  const keys = Array.from({ length: 101 }, (_none, i) => ({ id: String(i) }));
  await expect(batchGet(client, [{ table: "a", keys }])).rejects.toThrow("101 keys");
  expect(send).not.toHaveBeenCalled();
});
