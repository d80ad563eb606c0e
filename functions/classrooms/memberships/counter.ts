import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { addToStats } from "../../shared/stats";

/** Name of the counter of memberships in classrooms of this year. */
export function yearCounter(classroomId: string): string {
  return `year#${classroomId.slice(0, 4)}`;
}

/** Part of a transaction that counts memberships that are added (1) or removed (-1), by year of the classroom. */
export function countMemberships(
  users: string,
  classroomIds: readonly string[],
  sign: 1 | -1,
): TransactWriteItem {
  const changes: Record<string, number> = {};
  for (const classroomId of classroomIds) {
    const counter = yearCounter(classroomId);
    changes[counter] = (changes[counter] ?? 0) + sign;
  }
  return addToStats(users, changes);
}
