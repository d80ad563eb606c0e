import {
  GetItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";

import { retryConflicts, toAttributes, toItem } from "../../../functions/shared/dynamo";

/** How releases before the shards read the statistics: a copy of their `statsStore`. */
export async function oldCounters(client: DynamoDBClient, users: string): Promise<Record<string, number>> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: users, Key: toAttributes({ userId: "stats#all" }) }),
  );
  const counters = Object.entries(toItem(Item) ?? {}).filter(([, value]) => typeof value === "number");
  return Object.fromEntries(counters) as Record<string, number>;
}

/** How releases before the shards counted a sign-up: the update of their transaction. */
export async function oldSignUp(client: DynamoDBClient, users: string, fingerprint: string): Promise<void> {
  const update: UpdateItemCommandInput = {
    TableName: users,
    Key: toAttributes({ userId: "stats#all" }),
    UpdateExpression:
      "ADD #c0 :c0, #c1 :c1 SET phoneFingerprint = if_not_exists(phoneFingerprint, :fingerprint)",
    ConditionExpression: "attribute_not_exists(phoneFingerprint) OR phoneFingerprint = :fingerprint",
    ExpressionAttributeNames: { "#c0": "users", "#c1": "approved" },
    ExpressionAttributeValues: toAttributes({ ":c0": 1, ":c1": 0, ":fingerprint": fingerprint }),
  };
  await retryConflicts(() => client.send(new UpdateItemCommand(update)));
}
