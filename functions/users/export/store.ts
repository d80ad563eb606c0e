import { QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { givenStore, type GivenStore, type Page } from "../../auth/approvals/given";
import { defined } from "../../shared/defined";
import { batchGet, toItems } from "../../shared/batch-get";
import { toAttributes, toItem, type Item } from "../../shared/dynamo";
import { toUserRecord, type UserRecord } from "../../shared/user";
import { toPreferences } from "../preferences/preferences";
import type { Preferences } from "../routes";

/** The data of a user of which there is little. */
export interface Holdings {
  user: UserRecord;
  preferences: Preferences;
  approval?: { status: string; requestedAt: string; decidedAt?: string; reason?: string };
  classrooms: { classroomId: string; role: string; addedAt: string }[];
}

/** A session without its secrets. Times are ISO 8601 UTC. */
export interface SessionTimes {
  createdAt: string;
  expiresAt: string;
}

/** Reads of an export. The pages start after the `next` of the previous one. */
export interface ExportStore extends GivenStore {
  /** Two concurrent calls; undefined without such a user. */
  holdings(userId: string): Promise<Holdings | undefined>;
  /** One call. */
  sessions(userId: string, after?: string): Promise<Page<SessionTimes>>;
}

/** Sessions per page. */
const PAGE = 100;

/** {@link ExportStore} on DynamoDB. */
export function exportStore(
  client: DynamoDBClient,
  tables: { users: string; preferences: string; approvals: string; memberships: string; sessions: string },
): ExportStore {
  return {
    ...givenStore(client, tables.approvals),

    async holdings(userId) {
      const keys = [{ userId }];
      const [[[user], [chosen], [approval]], { Items }] = await Promise.all([
        batchGet(client, [
          { table: tables.users, keys, consistent: true },
          { table: tables.preferences, keys, consistent: true },
          { table: tables.approvals, keys, consistent: true },
        ]),
        // A page of 1 MB holds more memberships than there are classrooms.
        client.send(
          new QueryCommand({
            TableName: tables.memberships,
            KeyConditionExpression: "userId = :userId",
            ExpressionAttributeValues: toAttributes({ ":userId": userId }),
            ConsistentRead: true,
          }),
        ),
      ]);
      if (user === undefined) return undefined;
      return {
        user: toUserRecord(user),
        preferences: toPreferences(chosen),
        ...defined({ approval: approval && toApproval(approval) }),
        classrooms: toItems(Items).map((item) => {
          const { classroomId, role, addedAt } = item as Holdings["classrooms"][number];
          return { classroomId, role, addedAt };
        }),
      };
    },

    async sessions(userId, after) {
      const { Items, LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tables.sessions,
          IndexName: "user",
          KeyConditionExpression: "userId = :userId",
          ExpressionAttributeValues: toAttributes({ ":userId": userId }),
          ProjectionExpression: "createdAt, expiresAt",
          Limit: PAGE,
          ExclusiveStartKey: after === undefined ? undefined : toAttributes({ userId, sessionId: after }),
        }),
      );
      const entries = toItems(Items).map(({ createdAt, expiresAt }) => ({
        createdAt: String(createdAt),
        expiresAt: new Date(Number(expiresAt) * 1000).toISOString(),
      }));
      return defined({ entries, next: toItem(LastEvaluatedKey)?.["sessionId"] as string | undefined });
    },
  };
}

function toApproval(item: Item): NonNullable<Holdings["approval"]> {
  const { status, requestedAt, decidedAt, reason } = item as unknown as NonNullable<Holdings["approval"]>;
  return defined({ status, requestedAt, decidedAt, reason });
}
