import { GetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { toAttributes, toItem } from "./dynamo";
import { toUserRecord, type UserRecord } from "./user";

/** A user by id, read consistently; undefined when there is none. */
export async function getUser(
  client: DynamoDBClient,
  table: string,
  userId: string,
): Promise<UserRecord | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: toAttributes({ userId }), ConsistentRead: true }),
  );
  const item = toItem(Item);
  return item === undefined ? undefined : toUserRecord(item);
}
