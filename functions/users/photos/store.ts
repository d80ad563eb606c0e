import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  S3ServiceException,
  type S3Client,
} from "@aws-sdk/client-s3";

import { retryConflicts, toAttributes, toItem, type Item } from "../../shared/dynamo";
import { getUser } from "../../shared/get-user";
import { HEAD_BYTES } from "../../shared/photos";

/** A user, as far as photos need. */
interface Owner {
  /** Key of the current photo. */
  photoKey?: string;
}

/** An uploaded file. */
interface Upload {
  contentType: string | undefined;
  /** The first {@link HEAD_BYTES} bytes. */
  head: Uint8Array;
  etag: string | undefined;
}

/** Stores photos, and which of them is the current one. One call each, except `move`. */
export interface PhotoStore {
  /** A user, read consistently. */
  find(userId: string): Promise<Owner | undefined>;
  /** An uploaded file; undefined if there is none. */
  upload(key: string): Promise<Upload | undefined>;
  /** Copies a photo. @param etag of the source. @returns false if the source has another one. */
  copy(from: string, to: string, etag?: string): Promise<boolean>;
  /** Deletes a photo, if it exists. */
  remove(key: string): Promise<void>;
  /** Moves a photo. */
  move(from: string, to: string): Promise<void>;
  /**
   * Replaces the current photo `before`. A repeat of the same call is done, too: the SDK repeats calls whose response is
   * lost. Not done if the user has another photo; then `user` is the current user, if any.
   */
  setPhoto(
    userId: string,
    photoKey: string,
    before: string | undefined,
  ): Promise<{ done: true } | { done: false; user?: Owner }>;
}

/** {@link PhotoStore} on S3 and DynamoDB. */
export function photoStore(
  clients: { s3: S3Client; dynamoDb: DynamoDBClient },
  where: { bucket: string; users: string },
): PhotoStore {
  const { s3, dynamoDb } = clients;
  const { bucket: Bucket, users: TableName } = where;

  const copy: PhotoStore["copy"] = async (from, to, etag) => {
    try {
      await s3.send(
        new CopyObjectCommand({
          Bucket,
          Key: to,
          CopySource: `${Bucket}/${from}`,
          CopySourceIfMatch: etag,
        }),
      );
      return true;
    } catch (error) {
      if (statusOf(error) === 412) return false;
      throw error;
    }
  };
  const remove: PhotoStore["remove"] = async (Key) => {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  };

  return {
    find: (userId) => getUser(dynamoDb, TableName, userId),

    async upload(Key) {
      try {
        const Range = `bytes=0-${String(HEAD_BYTES - 1)}`;
        const { Body, ContentType, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
        const head = (await Body?.transformToByteArray()) ?? new Uint8Array();
        return { contentType: ContentType, head, etag: ETag };
      } catch (error) {
        // Without s3:ListBucket, S3 responds with 403 instead of 404.
        if ([403, 404].includes(statusOf(error))) return undefined;
        throw error;
      }
    },

    copy,
    remove,
    async move(from, to) {
      await copy(from, to);
      await remove(from);
    },

    async setPhoto(userId, photoKey, before) {
      const command = new UpdateItemCommand({
        TableName,
        Key: toAttributes({ userId }),
        UpdateExpression: "SET photoKey = :key, version = version + :one",
        ConditionExpression: `attribute_exists(version) AND ${
          before === undefined ? "attribute_not_exists(photoKey)" : "photoKey = :before"
        }`,
        ExpressionAttributeValues: toAttributes({ ":key": photoKey, ":one": 1, ":before": before }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      try {
        await retryConflicts(() => dynamoDb.send(command));
        return { done: true };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const user = toOwner(toItem(error.Item));
        if (user === undefined) return { done: false };
        return user.photoKey === photoKey ? { done: true } : { done: false, user };
      }
    },
  };
}

function toOwner(item: Item | undefined): Owner | undefined {
  if (item === undefined) return undefined;
  const { photoKey } = item as Owner;
  return photoKey === undefined ? {} : { photoKey };
}

/** HTTP status of an S3 error; 0 for any other error. */
function statusOf(error: unknown): number {
  return error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
}
