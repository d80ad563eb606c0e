import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { toAttributes } from "./dynamo";

/** Key of the item in the users table that holds the counters of the platform. */
export const STATS_KEY = "stats#all";

/** Part of a transaction that adds to counters. @param users the users table. @param changes by counter. */
export function addToStats(users: string, changes: Readonly<Record<string, number>>): TransactWriteItem {
  const names = Object.keys(changes);
  return {
    Update: {
      TableName: users,
      Key: toAttributes({ userId: STATS_KEY }),
      UpdateExpression: `ADD ${names.map((_name, i) => `#c${String(i)} :c${String(i)}`).join(", ")}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#c${String(i)}`, name])),
      ExpressionAttributeValues: toAttributes(
        Object.fromEntries(names.map((name, i) => [`:c${String(i)}`, changes[name]])),
      ),
    },
  };
}
