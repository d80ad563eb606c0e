import type { DynamoDBRecord } from "aws-lambda";

import type { Notification } from "./messages";

/**
 * The message that a change of an approval asks for: one when somebody who was pending is decided on, else none.
 * The same record always gives the same message.
 */
export function announcement({ eventName, dynamodb }: DynamoDBRecord): Notification | undefined {
  if (eventName !== "MODIFY" || dynamodb?.OldImage?.["status"]?.S !== "pending") return undefined;
  const kind = dynamodb.NewImage?.["status"]?.S;
  const userId = dynamodb.Keys?.["userId"]?.S;
  if ((kind !== "approved" && kind !== "rejected") || userId === undefined) return undefined;
  // Who decides by hand may forget the time; that of the change does as well.
  const changedAt = new Date((dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  return { kind, userId, decidedAt: dynamodb.NewImage?.["decidedAt"]?.S ?? changedAt };
}
