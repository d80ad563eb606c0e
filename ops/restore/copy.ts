import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { retryConflicts, toAttributes, type Attributes } from "../../functions/shared/dynamo";
import { hash, type Difference, type Key } from "./compare";

/** Items that were copied back, and those that were not, since somebody has written them in the meantime. */
export interface Copied {
  copied: number;
  /** Keys. */
  newer: Key[];
}

/** Copies items from the restored table into the live one. An item that was written meanwhile keeps the newer value. */
export async function copyBack(
  client: DynamoDBClient,
  { live, restored }: { live: string; restored: string },
  { missing, changed }: Pick<Difference, "missing" | "changed">,
  signal: AbortSignal,
): Promise<Copied> {
  const newer: Key[] = [];
  let copied = 0;
  const write = async (key: Key, present: Attributes | undefined): Promise<void> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: restored, Key: toAttributes(key), ConsistentRead: true }),
    );
    if (Item === undefined) throw new Error(`${restored} has no longer the item ${JSON.stringify(key)}`);
    const put = new PutItemCommand({ TableName: live, Item, ...unchanged(key, present) });
    try {
      await retryConflicts(() => client.send(put));
      copied++;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      newer.push(key);
    }
  };
  for (const key of missing) {
    signal.throwIfAborted();
    await write(key, undefined);
  }
  for (const { key, live: compared } of changed) {
    signal.throwIfAborted();
    const { Item } = await client.send(
      new GetItemCommand({ TableName: live, Key: toAttributes(key), ConsistentRead: true }),
    );
    if (Item === undefined || hash(Item) !== compared) newer.push(key);
    else await write(key, Item);
  }
  return { copied, newer };
}

/** A condition: the item still has these attributes, or still does not exist. */
function unchanged(key: Key, present: Attributes | undefined) {
  if (present === undefined) {
    const [first = ""] = Object.keys(key);
    return { ConditionExpression: "attribute_not_exists(#k)", ExpressionAttributeNames: { "#k": first } };
  }
  const attributes = Object.entries(present);
  return {
    ConditionExpression: attributes.map((_, i) => `#a${String(i)} = :a${String(i)}`).join(" AND "),
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], i) => [`#a${String(i)}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      attributes.map(([, value], i) => [`:a${String(i)}`, value]),
    ),
  };
}
