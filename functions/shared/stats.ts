import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { toAttributes } from "./dynamo";
import type { User } from "./user";

/** Key of the item in the users table that holds the counters of the platform. */
export const STATS_KEY = "stats#all";

/**
 * Part of a transaction that adds to counters.
 * @param users the users table.
 * @param changes by counter.
 * @param fingerprint of the phone secret: kept by the first update that has one; the part fails if another is kept.
 */
export function addToStats(
  users: string,
  changes: Readonly<Record<string, number>>,
  fingerprint?: string,
): TransactWriteItem {
  const names = Object.keys(changes);
  const add = `ADD ${names.map((_name, i) => `#c${String(i)} :c${String(i)}`).join(", ")}`;
  return {
    Update: {
      TableName: users,
      Key: toAttributes({ userId: STATS_KEY }),
      ...(fingerprint === undefined
        ? { UpdateExpression: add }
        : {
            UpdateExpression: `${add} SET phoneFingerprint = if_not_exists(phoneFingerprint, :fingerprint)`,
            ConditionExpression: "attribute_not_exists(phoneFingerprint) OR phoneFingerprint = :fingerprint",
          }),
      ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#c${String(i)}`, name])),
      ExpressionAttributeValues: toAttributes({
        ...Object.fromEntries(names.map((name, i) => [`:c${String(i)}`, changes[name]])),
        ":fingerprint": fingerprint,
      }),
    },
  };
}

/** What a user adds to the counters: nothing if synthetic. @param by 1 for a new user, -1 for a deleted one. */
export function countOf({ status, synthetic }: Pick<User, "status" | "synthetic">, by: 1 | -1 = 1) {
  const users = synthetic === true ? 0 : by;
  return { users, approved: status === "approved" ? users : 0 };
}
