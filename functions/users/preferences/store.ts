import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { batchGet } from "../../shared/batch-get";
import { toAttributes, transact, type Item } from "../../shared/dynamo";
import type { PreferenceChanges } from "./preferences";

/** What a user has set, with the version of the item; no version before the first write. */
export type Chosen = PreferenceChanges & { version?: number };

/** Not done: `user` is whether the user exists, `chosen` the current values. */
export type Written = { done: true } | { done: false; user: boolean; chosen: Chosen };

/** Stores preferences. One call each. */
export interface PreferencesStore {
  /** What a user has set, read consistently; undefined without such a user. */
  read(userId: string): Promise<{ chosen: Chosen } | undefined>;
  /** Replaces `before`, unless it has changed or the user is deleted. */
  write(userId: string, before: Chosen, chosen: PreferenceChanges): Promise<Written>;
}

/** {@link PreferencesStore} on DynamoDB. */
export function preferencesStore(
  client: DynamoDBClient,
  tables: { users: string; preferences: string },
): PreferencesStore {
  return {
    async read(userId) {
      const keys = [{ userId }];
      const [[user], [item]] = await batchGet(client, [
        { table: tables.users, keys, attributes: ["userId"], consistent: true },
        { table: tables.preferences, keys, consistent: true },
      ]);
      return user === undefined ? undefined : { chosen: chosenOf(item) };
    },

    async write(userId, { version = 0 }, chosen) {
      const refusals = await transact(client, [
        {
          // Prevents preferences of a user who has just been deleted.
          ConditionCheck: {
            TableName: tables.users,
            Key: toAttributes({ userId }),
            ConditionExpression: "attribute_exists(version)",
          },
        },
        {
          Put: {
            TableName: tables.preferences,
            Item: toAttributes({ ...chosen, userId, version: version + 1 }),
            ConditionExpression: version === 0 ? "attribute_not_exists(userId)" : "version = :version",
            ...(version === 0 ? {} : { ExpressionAttributeValues: toAttributes({ ":version": version }) }),
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
      ]);
      if (refusals === undefined) return { done: true };
      const [user, item] = refusals;
      return { done: false, user: user?.refused !== true, chosen: chosenOf(item?.item) };
    },
  };
}

/** The values of an item, without its key. */
export function chosenOf(item: Item = {}): Chosen {
  const { userId: _key, ...chosen } = item;
  return chosen;
}
