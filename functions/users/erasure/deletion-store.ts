import { GetItemCommand, type DynamoDBClient, type TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/defined";
import { toAttributes, toItem, transact, type Item } from "../../shared/dynamo";
import { phoneKey, STATS_KEY } from "../../shared/user";

/** What deleting has to know of a user. */
export interface Leaver {
  userId: string;
  status: string;
  version: number;
  phoneHash: string;
}

/** Takes users out of the tables. One call each. */
export interface DeletionStore {
  /** A user, read consistently. */
  find(userId: string): Promise<Leaver | undefined>;
  /**
   * Deletes a user with number, preferences, approval and what a code that was sent holds of them, and counts that;
   * all or nothing. Not done when the user is no longer of this version: then as they are, if they are.
   */
  delete(user: Leaver): Promise<{ done: true } | { done: false; user?: Leaver }>;
}

/** Tables of a {@link DeletionStore}. */
export interface DeletionTables {
  users: string;
  preferences: string;
  approvals: string;
  codes: string;
}

/** Seconds that the limits of a number outlive its codes: an hour, as they count. */
const KEEP_SECONDS = 3600;

/** {@link DeletionStore} on DynamoDB. @param now epoch ms. */
export function deletionStore(
  client: DynamoDBClient,
  tables: DeletionTables,
  now: () => number = Date.now,
): DeletionStore {
  return {
    async find(userId) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tables.users,
          Key: toAttributes({ userId }),
          ProjectionExpression: "userId, #status, version, phoneHash",
          ExpressionAttributeNames: { "#status": "status" },
          ConsistentRead: true,
        }),
      );
      return toLeaver(toItem(Item));
    },

    async delete({ userId, status, version, phoneHash }) {
      const refusals = await transact(client, [
        {
          Delete: {
            TableName: tables.users,
            Key: toAttributes({ userId }),
            ConditionExpression: "version = :version",
            ExpressionAttributeValues: toAttributes({ ":version": version }),
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
        {
          Delete: {
            TableName: tables.users,
            Key: toAttributes({ userId: phoneKey(phoneHash) }),
            ConditionExpression: "attribute_not_exists(userId) OR #owner = :userId",
            ExpressionAttributeNames: { "#owner": "owner" },
            ExpressionAttributeValues: toAttributes({ ":userId": userId }),
          },
        },
        { Delete: { TableName: tables.preferences, Key: toAttributes({ userId }) } },
        { Delete: { TableName: tables.approvals, Key: toAttributes({ userId }) } },
        forgetCodes(tables.codes, phoneHash, Math.floor(now() / 1000) + KEEP_SECONDS),
        {
          Update: {
            TableName: tables.users,
            Key: toAttributes({ userId: STATS_KEY }),
            UpdateExpression: "ADD #users :users, approved :approved",
            ExpressionAttributeNames: { "#users": "users" },
            ExpressionAttributeValues: toAttributes({
              ":users": -1,
              ":approved": status === "approved" ? -1 : 0,
            }),
          },
        },
      ]);
      if (refusals === undefined) return { done: true };
      const [own, number] = refusals;
      if (own?.refused !== true && number?.refused === true) throw new Error("a number has another user");
      return defined({ done: false as const, user: toLeaver(own?.item) });
    },
  };
}

/**
 * Drops the codes of a number, with the name and the user beside them, and keeps its counters: who deletes
 * themselves gets no more SMS than who does not. An item that went meanwhile is not made to stay.
 */
function forgetCodes(table: string, phoneHash: string, keepUntil: number): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: toAttributes({ phoneHash }),
      UpdateExpression: "SET expiresAt = if_not_exists(expiresAt, :keep) REMOVE live",
      ExpressionAttributeValues: toAttributes({ ":keep": keepUntil }),
    },
  };
}

function toLeaver(item: Item | undefined): Leaver | undefined {
  if (item === undefined) return undefined;
  const { userId, status, version, phoneHash } = item as unknown as Leaver;
  return { userId, status, version, phoneHash };
}
