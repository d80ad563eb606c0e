import { randomInt } from "node:crypto";

import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { toAttributes, type Item } from "./dynamo";
import type { User } from "./user";

/**
 * Key of the item in the users table with the fingerprint of the phone secret, and with what earlier releases counted.
 */
export const STATS_KEY = "stats#all";

/**
 * Number of items that share the counters. Concurrent transactions on one item cancel each other: with 32, two hundred
 * users can sign up at the same moment.
 */
export const STATS_SHARDS = 32;

/** Key of an item in the users table that holds a share of the counters. @param shard from 0. */
export function shardKey(shard: number): string {
  return `stats#${String(shard).padStart(2, "0")}`;
}

/** Keys of all items that hold counters. */
export const statsKeys: readonly string[] = [
  STATS_KEY,
  ...Array.from({ length: STATS_SHARDS }, (_item, shard) => shardKey(shard)),
];

/**
 * Part of a transaction that adds to counters, on one of the shards.
 * @param users the users table.
 * @param changes by counter.
 */
export function addToStats(users: string, changes: Readonly<Record<string, number>>): TransactWriteItem {
  const names = Object.keys(changes);
  return {
    Update: {
      TableName: users,
      Key: toAttributes({ userId: shardKey(randomInt(STATS_SHARDS)) }),
      UpdateExpression: `ADD ${names.map((_name, i) => `#c${String(i)} :c${String(i)}`).join(", ")}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#c${String(i)}`, name])),
      ExpressionAttributeValues: toAttributes(
        Object.fromEntries(names.map((name, i) => [`:c${String(i)}`, changes[name]])),
      ),
    },
  };
}

/** What a user adds to the counters: nothing if synthetic. @param by 1 for a new user, -1 for a deleted one. */
export function countOf({ status, synthetic }: Pick<User, "status" | "synthetic">, by: 1 | -1 = 1) {
  const users = synthetic === true ? 0 : by;
  return { users, approved: status === "approved" ? users : 0 };
}

/** The counters of an item of {@link statsKeys}. */
export function countersOf(item: Item): Record<string, number> {
  return Object.fromEntries(
    Object.entries(item).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}

/**
 * Adds up the items of {@link statsKeys}. A shard may be negative: a user who signed up on one shard may be deleted on
 * another. A sum is never negative.
 */
export function sumStats(items: readonly Item[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, value] of items.flatMap((item) => Object.entries(countersOf(item))))
    sums[name] = (sums[name] ?? 0) + value;
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Math.max(0, sum)]));
}
