import { randomUUID } from "node:crypto";

import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { retryConflicts, toAttributes, toItem, type Item } from "../../shared/dynamo";
import { shift } from "../../shared/sliding-window";
import { UPLOADS_PER_USER } from "./rules";

/** Counts upload forms. */
export interface UploadStore {
  /**
   * Counts a form of a user. One call. @param now epoch s.
   * @returns undefined when it was counted; otherwise the user, without room for another form, if there is one.
   */
  count(userId: string, now: number): Promise<{ user?: Item } | undefined>;
}

/** {@link UploadStore} on DynamoDB. @param table of the users. */
export function uploadStore(client: DynamoDBClient, table: string): UploadStore {
  return {
    async count(userId, now) {
      const { set, condition, values } = shift(UPLOADS_PER_USER, now);
      const write = randomUUID();
      const command = new UpdateItemCommand({
        TableName: table,
        Key: toAttributes({ userId }),
        // Without a new version: the limit is no change that others must notice.
        UpdateExpression: `SET ${set}, lastUpload = :write`,
        // Only users have a version: do not create a user, or change other items of the table.
        ConditionExpression: `attribute_exists(version) AND lastUpload <> :write AND ${condition}`,
        ExpressionAttributeValues: toAttributes({ ...values, ":write": write }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      try {
        await retryConflicts(() => client.send(command));
        return undefined;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const user = toItem(error.Item);
        // A retry by the SDK after a lost response finds its own write.
        if (user?.["lastUpload"] === write) return undefined;
        return user === undefined ? {} : { user };
      }
    },
  };
}
