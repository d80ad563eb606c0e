import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { toAttributes } from "../../shared/dynamo";
import { STATS_KEY } from "../../shared/user";
import { yearCounter } from "../classroom";

/** Part of a transaction that counts memberships that are added (1) or removed (-1), by year of the classroom. */
export function countMemberships(
  users: string,
  classroomIds: readonly string[],
  sign: 1 | -1,
): TransactWriteItem {
  const changes = new Map<string, number>();
  for (const counter of classroomIds.map(yearCounter)) {
    changes.set(counter, (changes.get(counter) ?? 0) + sign);
  }
  const counters = [...changes.keys()];
  return {
    Update: {
      TableName: users,
      Key: toAttributes({ userId: STATS_KEY }),
      UpdateExpression: `ADD ${counters.map((_name, i) => `#y${String(i)} :y${String(i)}`).join(", ")}`,
      ExpressionAttributeNames: Object.fromEntries(counters.map((name, i) => [`#y${String(i)}`, name])),
      ExpressionAttributeValues: toAttributes(
        Object.fromEntries([...changes.values()].map((value, i) => [`:y${String(i)}`, value])),
      ),
    },
  };
}
