import { QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/defined";
import { batchGet, toItems } from "../../shared/batch-get";
import { toAttributes, type Item } from "../../shared/dynamo";
import { toUserRecord, type UserRecord } from "../../shared/user";
import { toPreferences } from "../preferences/preferences";
import type { Preferences } from "../routes";

/** All data of a user except sessions. */
export interface Holdings {
  user: UserRecord;
  preferences: Preferences;
  approval?: { status: string; requestedAt: string; decidedAt?: string };
  classrooms: { classroomId: string; role: string; addedAt: string }[];
}

/** A session without its secrets. */
export interface SessionTimes {
  sessionId: string;
  /** ISO 8601 UTC. */
  createdAt: string;
  /** Epoch s. */
  expiresAt: number;
}

/** Reads of an export. */
export interface ExportStore {
  /** Everything except sessions, in two concurrent calls; undefined without such a user. */
  holdings(userId: string): Promise<Holdings | undefined>;
  /** A page of sessions, in one call. @param after id of the last session of the previous page. */
  sessions(userId: string, after?: string): Promise<{ sessions: SessionTimes[]; more: boolean }>;
}

/** Sessions per page. */
const PAGE = 100;

/** {@link ExportStore} on DynamoDB. */
export function exportStore(
  client: DynamoDBClient,
  tables: { users: string; preferences: string; approvals: string; memberships: string; sessions: string },
): ExportStore {
  return {
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
          ProjectionExpression: "sessionId, createdAt, expiresAt",
          Limit: PAGE,
          ExclusiveStartKey: after === undefined ? undefined : toAttributes({ userId, sessionId: after }),
        }),
      );
      return { sessions: toItems(Items) as unknown as SessionTimes[], more: LastEvaluatedKey !== undefined };
    },
  };
}

function toApproval(item: Item): NonNullable<Holdings["approval"]> {
  const { status, requestedAt, decidedAt } = item as unknown as NonNullable<Holdings["approval"]>;
  return defined({ status, requestedAt, decidedAt });
}
