import type { DynamoDBClient, TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/defined";
import { toAttributes, transact } from "../../shared/dynamo";
import { getUser } from "../../shared/get-user";
import { addToStats, countOf } from "../../shared/stats";
import { phoneKey, toUserRecord, type UserRecord } from "../../shared/user";
import { KEEP_SECONDS } from "../../auth/codes/rules";

/** The fields of a user that a deletion needs. */
export type Leaver = Pick<UserRecord, "userId" | "status" | "version" | "phoneHash" | "synthetic">;

/** Deletes users. One call each. */
export interface DeletionStore {
  /** A user, read consistently. */
  find(userId: string): Promise<Leaver | undefined>;
  /**
   * Deletes user, number, preferences, approval and codes, and updates the counters, in one transaction. Not done if
   * the user no longer has this version: then `user` is the current user, if any.
   */
  delete(user: Leaver): Promise<{ done: true } | { done: false; user?: Leaver }>;
}

/** {@link DeletionStore} on DynamoDB. @param now epoch ms. */
export function deletionStore(
  client: DynamoDBClient,
  tables: { users: string; preferences: string; approvals: string; codes: string },
  now: () => number = Date.now,
): DeletionStore {
  return {
    find: (userId) => getUser(client, tables.users, userId),

    async delete(user) {
      const { userId, version, phoneHash } = user;
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
        addToStats(tables.users, countOf(user, -1)),
      ]);
      if (refusals === undefined) return { done: true };
      const [own, number] = refusals;
      if (own?.refused !== true && number?.refused === true)
        throw new Error("the number belongs to another user");
      return defined({ done: false as const, user: own?.item && toUserRecord(own.item) });
    },
  };
}

/**
 * Removes the codes of a number, with name and user, but keeps its rate limits: deleting an account must not reset them.
 * The TTL ensures that an item which has expired meanwhile does not stay.
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
