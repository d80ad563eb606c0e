import { paginateQuery, type DynamoDBClient, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import type { S3Client } from "@aws-sdk/client-s3";

import { countMemberships } from "../../classrooms/memberships/counter";
import { toItems } from "../../shared/batch-get";
import { toAttributes, transact, type Item } from "../../shared/dynamo";
import { photoPrefixes } from "../../shared/photos";
import { forgetGiven } from "./given";
import { deleteVersions } from "./versions";

/** Erases data of a user outside of the user record. All methods are idempotent. */
export interface ErasureStore {
  deleteSessions(userId: string): Promise<void>;
  /** Also updates the counters. */
  deleteMemberships(userId: string): Promise<void>;
  /** Votes for others, and the id of the user in decisions about others. These decisions stay. */
  forgetGiven(userId: string): Promise<void>;
  /** All photos with all versions. */
  deletePhotos(userId: string): Promise<void>;
}

/** Items of a transaction. DynamoDB allows 100. */
const PAGE = 50;

/** {@link ErasureStore} on DynamoDB and S3. */
export function erasureStore(
  clients: { dynamoDb: DynamoDBClient; s3: S3Client },
  tables: { sessions: string; memberships: string; users: string; approvals: string },
  bucket: string,
): ErasureStore {
  const { dynamoDb, s3 } = clients;

  const pages = async (
    input: QueryCommandInput,
    userId: string,
    take: (items: Item[]) => Promise<void>,
  ): Promise<void> => {
    const query = {
      ...input,
      KeyConditionExpression: "userId = :userId",
      ExpressionAttributeValues: toAttributes({ ":userId": userId }),
    };
    for await (const { Items } of paginateQuery({ client: dynamoDb, pageSize: PAGE }, query)) {
      const items = toItems(Items);
      if (items.length > 0) await take(items);
    }
  };

  return {
    deleteSessions: (userId) =>
      pages(
        { TableName: tables.sessions, IndexName: "user", ProjectionExpression: "sessionId" },
        userId,
        async (sessions) => {
          await transact(
            dynamoDb,
            sessions.map(({ sessionId }) => ({
              Delete: { TableName: tables.sessions, Key: toAttributes({ sessionId }) },
            })),
          );
        },
      ),

    deleteMemberships: (userId) =>
      pages(
        { TableName: tables.memberships, ConsistentRead: true, ProjectionExpression: "classroomId" },
        userId,
        async (memberships) => {
          const ids = memberships.map(({ classroomId }) => String(classroomId));
          const refusals = await transact(dynamoDb, [
            ...ids.map((classroomId) => ({
              Delete: {
                TableName: tables.memberships,
                Key: toAttributes({ userId, classroomId }),
                // Memberships that somebody else removed are counted already.
                ConditionExpression: "attribute_exists(userId)",
              },
            })),
            countMemberships(tables.users, ids, -1),
          ]);
          if (refusals !== undefined) throw new Error("memberships changed while they were being erased");
        },
      ),

    forgetGiven: (userId) => forgetGiven(dynamoDb, tables.approvals, userId),

    async deletePhotos(userId) {
      for (const Prefix of photoPrefixes(userId)) await deleteVersions(s3, bucket, Prefix);
    },
  };
}
