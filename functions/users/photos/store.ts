import { randomUUID } from "node:crypto";

import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  S3ServiceException,
  type S3Client,
} from "@aws-sdk/client-s3";

import { retryConflicts, toAttributes, toItem } from "../../shared/dynamo";

/** Stores photos, and which of them is the current one. */
export interface PhotoStore {
  /** Media type of an uploaded photo; undefined if there is no such object. */
  uploadedType(photoKey: string): Promise<string | undefined>;
  /** Sets the current photo. @returns the previous one, if any; undefined without such a user. */
  setPhoto(userId: string, photoKey: string): Promise<{ before?: string } | undefined>;
  /** Moves a photo. Idempotent. */
  move(from: string, to: string): Promise<void>;
}

/** {@link PhotoStore} on S3 and DynamoDB. */
export function photoStore(
  clients: { s3: S3Client; dynamoDb: DynamoDBClient },
  where: { bucket: string; users: string },
): PhotoStore {
  const { s3, dynamoDb } = clients;
  return {
    async uploadedType(photoKey) {
      try {
        const { ContentType } = await s3.send(new HeadObjectCommand({ Bucket: where.bucket, Key: photoKey }));
        return ContentType ?? "";
      } catch (error) {
        // Without s3:ListBucket, S3 responds with 403 instead of 404.
        const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
        if (status === 404 || status === 403) return undefined;
        throw error;
      }
    },

    async setPhoto(userId, photoKey) {
      const write = randomUUID();
      const command = new UpdateItemCommand({
        TableName: where.users,
        Key: toAttributes({ userId }),
        UpdateExpression:
          "SET photoKey = :key, photoWrite = :write, replacedPhotoKey = if_not_exists(photoKey, :none), version = version + :one",
        ConditionExpression: "attribute_exists(version) AND photoWrite <> :write",
        ExpressionAttributeValues: toAttributes({
          ":key": photoKey,
          ":write": write,
          ":none": "",
          ":one": 1,
        }),
        ReturnValues: "UPDATED_OLD",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      try {
        const { Attributes } = await retryConflicts(() => dynamoDb.send(command));
        return replaced(toItem(Attributes)?.["photoKey"]);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const user = toItem(error.Item);
        // A retry by the SDK after a lost response finds its own write.
        return user?.["photoWrite"] === write ? replaced(user["replacedPhotoKey"]) : undefined;
      }
    },

    async move(from, to) {
      await s3.send(
        new CopyObjectCommand({ Bucket: where.bucket, Key: to, CopySource: `${where.bucket}/${from}` }),
      );
      await s3.send(new DeleteObjectCommand({ Bucket: where.bucket, Key: from }));
    },
  };
}

function replaced(photoKey: unknown): { before?: string } {
  return typeof photoKey === "string" && photoKey !== "" ? { before: photoKey } : {};
}
