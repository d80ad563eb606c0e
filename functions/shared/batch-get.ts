import { setTimeout as sleep } from "node:timers/promises";

import { BatchGetItemCommand, type DynamoDBClient, type KeysAndAttributes } from "@aws-sdk/client-dynamodb";

import { toAttributes, toItem, type Attributes, type Item } from "./dynamo";

/** Most keys of one call, over all tables. DynamoDB's limit. */
const MAX_KEYS = 100;

/** Calls until all keys are read: the first one does, unless a table is throttled. */
const ATTEMPTS = 5;

/** Longest pause before the second call, ms; it doubles. */
const PAUSE = 25;

/** What to read of a table. */
export interface BatchRequest {
  table: string;
  keys: readonly object[];
  /** Attributes to read. Default: all. */
  attributes?: readonly string[];
  /** Reads what the last write left, at twice the cost. Default: false. */
  consistent?: boolean;
}

/**
 * Reads items of several tables in one call, and asks again for those that DynamoDB left out.
 * @returns the items that there are, for each request in its order; within one, in no order.
 * @throws Error when there are more keys than one call takes, or some are left out every time.
 */
export async function batchGet<const Requests extends readonly BatchRequest[]>(
  client: DynamoDBClient,
  requests: Requests,
): Promise<{ [Index in keyof Requests]: Item[] }> {
  const keys = requests.reduce((sum, request) => sum + request.keys.length, 0);
  if (keys > MAX_KEYS) throw new Error(`${String(keys)} keys are too many for one batch`);
  const found = new Map<string, Item[]>();
  let open = Object.fromEntries(requests.filter(({ keys }) => keys.length > 0).map(tableRequest));

  for (let attempt = 1; Object.keys(open).length > 0; attempt++) {
    if (attempt > ATTEMPTS) throw new Error("DynamoDB left keys of a batch unread each time");
    if (attempt > 1) await sleep(Math.random() * PAUSE * 2 ** (attempt - 2));
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: open }));
    for (const [table, items] of Object.entries(answer.Responses ?? {})) {
      found.set(table, [...(found.get(table) ?? []), ...toItems(items)]);
    }
    open = answer.UnprocessedKeys ?? {};
  }
  return requests.map(({ table }) => found.get(table) ?? []) as { [Index in keyof Requests]: Item[] };
}

/** The items of an answer. */
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
