import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { retryConflicts, toAttributes, toItem } from "./dynamo";
import { PhoneSecretChanged } from "./phone-keys";
import { STATS_KEY } from "./stats";

/** Fingerprint of the phone secret of the stored numbers; undefined before the first user. Eventually consistent. */
export async function storedFingerprint(client: DynamoDBClient, users: string): Promise<string | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: users,
      Key: toAttributes({ userId: STATS_KEY }),
      ProjectionExpression: "phoneFingerprint",
    }),
  );
  return toItem(Item)?.["phoneFingerprint"] as string | undefined;
}

/**
 * Stores the fingerprint before the first user is created, and compares it for all others. It never changes once it is
 * stored. That is why a read is enough, and no transaction of a sign-up needs to check it: all of them would conflict.
 * @throws PhoneSecretChanged if another one is stored.
 */
export async function keepFingerprint(
  client: DynamoDBClient,
  users: string,
  fingerprint: string,
): Promise<void> {
  const stored = await storedFingerprint(client, users);
  if (stored === fingerprint) return;
  if (stored !== undefined) throw new PhoneSecretChanged();
  const command = new UpdateItemCommand({
    TableName: users,
    Key: toAttributes({ userId: STATS_KEY }),
    UpdateExpression: "SET phoneFingerprint = :fingerprint",
    ConditionExpression: "attribute_not_exists(phoneFingerprint) OR phoneFingerprint = :fingerprint",
    ExpressionAttributeValues: toAttributes({ ":fingerprint": fingerprint }),
  });
  try {
    await retryConflicts(() => client.send(command));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new PhoneSecretChanged();
    throw error;
  }
}
