import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { givenStore, type Page } from "../../auth/approvals/given";
import { retryConflicts, toAttributes } from "../../shared/dynamo";
import { ifHolds } from "../profile/store";

/**
 * Removes the votes of a user for others, and the id of the user in decisions about others. Idempotent.
 * @param table of the approvals.
 */
export async function forgetGiven(client: DynamoDBClient, table: string, userId: string): Promise<void> {
  const given = givenStore(client, table);

  /** Changes the approval of a user, unless it was deleted or changed meanwhile. */
  const change = async (
    subject: string,
    update: string,
    condition: string,
    values: object,
  ): Promise<void> => {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: toAttributes({ userId: subject }),
      UpdateExpression: update,
      ConditionExpression: condition,
      ExpressionAttributeValues: toAttributes({ ":userId": userId, ...values }),
    });
    await ifHolds(() => retryConflicts(() => client.send(command)));
  };

  await each(
    (after) => given.votes(userId, after),
    (subject) =>
      change(subject, "DELETE voters :vote", "contains(voters, :userId)", { ":vote": new Set([userId]) }),
  );
  await each(
    (after) => given.decisions(userId, after),
    (subject) => change(subject, "REMOVE decidedBy", "decidedBy = :userId", {}),
  );
}

/** Changes the entries of all pages, those of a page at the same time. */
async function each(
  read: (after?: string) => Promise<Page<{ userId: string }>>,
  change: (subject: string) => Promise<void>,
): Promise<void> {
  let next: string | undefined;
  do {
    const page = await read(next);
    await Promise.all(page.entries.map(({ userId }) => change(userId)));
    next = page.next;
  } while (next !== undefined);
}
