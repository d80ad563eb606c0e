import type { DynamoDBRecord } from "aws-lambda";

import type { Notification } from "./messages";

/**
 * The notification for a change of an approval: one if a pending approval was decided, else none. Deterministic, so that
 * retries produce the same message.
 */
export function announcement({ eventName, dynamodb }: DynamoDBRecord): Notification | undefined {
  if (eventName !== "MODIFY" || dynamodb?.OldImage?.["status"]?.S !== "pending") return undefined;
  const kind = dynamodb.NewImage?.["status"]?.S;
  const userId = dynamodb.Keys?.["userId"]?.S;
  if ((kind !== "approved" && kind !== "rejected") || userId === undefined) return undefined;
  // Manual changes may lack the time of the decision: use that of the change.
  const changedAt = new Date((dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  return { kind, userId, decidedAt: dynamodb.NewImage?.["decidedAt"]?.S ?? changedAt };
}
