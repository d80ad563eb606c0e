import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { batchGet } from "../../shared/batch-get";
import { defined } from "../../shared/defined";
import {
  chosenOf,
  preferencesStore,
  type Chosen,
  type PreferencesStore,
} from "../../users/preferences/store";

/** Reads and writes of feedback processing. One call each. */
export interface FeedbackStore extends Pick<PreferencesStore, "write"> {
  /** A user's address and preferences, read consistently; undefined without such a user. */
  read(userId: string): Promise<{ email?: string; chosen: Chosen } | undefined>;
}

/** {@link FeedbackStore} on DynamoDB. */
export function feedbackStore(
  client: DynamoDBClient,
  tables: { users: string; preferences: string },
): FeedbackStore {
  const preferences = preferencesStore(client, tables);
  return {
    async read(userId) {
      const keys = [{ userId }];
      const [[user], [item]] = await batchGet(client, [
        { table: tables.users, keys, attributes: ["email"], consistent: true },
        { table: tables.preferences, keys, consistent: true },
      ]);
      if (user === undefined) return undefined;
      const { email } = user;
      return defined({ email: typeof email === "string" ? email : undefined, chosen: chosenOf(item) });
    },

    write: (userId, before, chosen) => preferences.write(userId, before, chosen),
  };
}
