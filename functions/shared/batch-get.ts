import { setTimeout as sleep } from "node:timers/promises";

import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from "@aws-sdk/client-dynamodb";

import { toAttributes, toItem, type Attributes, type Item } from "./dynamo";

/** DynamoDB's limit of keys in one call, over all tables. */
const MAX_KEYS = 100;

/** Maximum number of calls. One is enough unless a table is throttled. */
const ATTEMPTS = 5;

/** Maximum pause before the second call, ms; doubles with each further call. */
const PAUSE = 25;

/** Keys to read from a table. A batch has one request for each table, as DynamoDB requires. */
export interface BatchRequest {
  table: string;
  keys: readonly object[];
  /** Attributes to read. Default: all. */
  attributes?: readonly string[];
  /** Strongly consistent read, at twice the cost. Default: false. */
  consistent?: boolean;
}

/**
 * Reads items of several tables in one call, and retries unprocessed keys.
 * @returns the existing items for each request, in the order of the requests; within a request, unordered.
 * @throws Error for more than 100 keys, two requests of a table, or if keys stay unprocessed.
 */
export async function batchGet<const Requests extends readonly BatchRequest[]>(
  client: DynamoDBClient,
  requests: Requests,
): Promise<{ [Index in keyof Requests]: Item[] }> {
  const keys = requests.reduce((sum, request) => sum + request.keys.length, 0);
  if (keys > MAX_KEYS) throw new Error(`${String(keys)} keys exceed the limit of a batch`);
  if (new Set(requests.map(({ table }) => table)).size < requests.length)
    throw new Error("a batch has two requests of one table");
  const found = new Map<string, Item[]>();
  let open = Object.fromEntries(requests.filter(({ keys }) => keys.length > 0).map(tableRequest));

  for (let attempt = 1; Object.keys(open).length > 0; attempt++) {
    if (attempt > ATTEMPTS) throw new Error("DynamoDB did not process all keys of a batch");
    if (attempt > 1) await sleep(Math.random() * PAUSE * 2 ** (attempt - 2));
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: open }));
    for (const [table, items] of Object.entries(answer.Responses ?? {})) {
      found.set(table, [...(found.get(table) ?? []), ...toItems(items)]);
    }
    open = answer.UnprocessedKeys ?? {};
  }
  return requests.map(({ table }) => found.get(table) ?? []) as { [Index in keyof Requests]: Item[] };
}

/** Items from their DynamoDB form. */
export function toItems(attributes: readonly Attributes[] | undefined = []): Item[] {
  return attributes.map((entry) => toItem(entry) ?? {});
}

function tableRequest({ table, keys, attributes, consistent }: BatchRequest): [string, KeysAndAttributes] {
  const names = attributes && Object.fromEntries(attributes.map((name, i) => [`#a${String(i)}`, name]));
  return [
    table,
    {
      Keys: keys.map(toAttributes),
      ProjectionExpression: names && Object.keys(names).join(", "),
      ExpressionAttributeNames: names,
      ConsistentRead: consistent,
    },
  ];
}
