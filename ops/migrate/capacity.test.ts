import { DescribeTableCommand, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";

import { toAttributes } from "../../functions/shared/dynamo";
import { testOperations } from "../operations/testing/table";
import { MeteredClient } from "./capacity";

const made = testOperations();

/** A clock that moves on only while somebody waits. */
function clock() {
  const waited: number[] = [];
  let time = 0;
  return {
    waited,
    now: () => time,
    async sleep(ms: number) {
      waited.push(ms);
      time += ms;
    },
  };
}

const signal = new AbortController().signal;
const get = () =>
  new GetItemCommand({
    TableName: made.table.name,
    Key: toAttributes({ kind: "lock", id: "a" }),
    ConsistentRead: true,
  });

test("each call waits until the units of the ones before are paid for", async () => {
  const time = clock();
  const client = new MeteredClient(made.config, { unitsPerSecond: 2, signal, clock: time });
  for (let i = 0; i < 3; i++) await client.send(get());
  expect(client.consumed).toEqual({ read: 3, write: 0 });
  expect(time.waited).toEqual([500, 500]);
});

test("calls about tables cost nothing; without a rate nothing waits", async () => {
  const time = clock();
  const client = new MeteredClient(made.config, { signal, clock: time });
  await client.send(new DescribeTableCommand({ TableName: made.table.name }));
  expect(client.consumed).toEqual({ read: 0, write: 0 });
  await client.send(new ScanCommand({ TableName: made.table.name }));
  expect(client.consumed.read).toBeGreaterThan(0);
  expect(time.waited).toEqual([]);
});
