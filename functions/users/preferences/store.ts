import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { batchGet } from "../../shared/batch-get";
import { toAttributes, transact, type Item } from "../../shared/dynamo";
import type { PreferenceChanges } from "./preferences";

/** What a user has chosen, with the version of the item; none before the first write. */
export type Chosen = PreferenceChanges & { version?: number };

/** Not done: `user` says whether there is such a user, `chosen` what is there now. */
export type Written = { done: true } | { done: false; user: boolean; chosen: Chosen };

/** What users choose. One call each. */
export interface PreferencesStore {
  /** What a user has chosen, read consistently; nothing when there is no such user. */
  read(userId: string): Promise<{ chosen: Chosen } | undefined>;
  /** Writes what a user chose in place of `before`, unless that has changed or the user is gone. */
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
          // A user who is being deleted must leave nothing behind, whatever came in on the way.
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

/** What a user has chosen, of the item in the table. */
export function chosenOf(item: Item = {}): Chosen {
  const { userId: _key, ...chosen } = item;
  return chosen;
}
