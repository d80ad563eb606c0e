import {
  ConditionalCheckFailedException,
  QueryCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { getUser } from "../../shared/get-user";
import { batchGet } from "../../shared/batch-get";
import { retryConflicts, toAttributes, toItem } from "../../shared/dynamo";
import { toUserRecord, type UserRecord } from "../../shared/user";
import { toPreferences } from "../preferences/preferences";
import type { Preferences } from "../routes";

/** Maximum number of classrooms of the caller that are checked: with user and preferences, a batch of 100. */
const CLASSROOMS = 98;

/** A user, as needed to show the profile to another member. */
export interface Acquaintance {
  user: UserRecord;
  preferences: Preferences;
  /** Whether both share a classroom. */
  classmates: boolean;
}

/** Reads profiles. */
export interface ProfileReader {
  /** A user, read consistently. One call. */
  getUser(userId: string): Promise<UserRecord | undefined>;
  /**
   * A user with preferences, and whether they share a classroom with the caller. Two calls: the classrooms of the
   * caller; then user, preferences and, by key, memberships in these classrooms.
   */
  getAcquaintance(userId: string, callerId: string): Promise<Acquaintance | undefined>;
}

/** Changes of a profile; `null` removes the attribute. */
export interface ProfileChanges {
  fullName?: string;
  bio?: string | null;
  email?: string | null;
}

/** Changes profiles. One call each. */
export interface ProfileWriter {
  /** Changes a user. @returns the changed user; undefined without such a user. */
  updateUser(userId: string, changes: ProfileChanges): Promise<UserRecord | undefined>;
  /** Changes the name of a pending approval. */
  renameApplicant(userId: string, name: string): Promise<void>;
}

/** {@link ProfileReader} on DynamoDB. */
export function profileReader(
  client: DynamoDBClient,
  tables: { users: string; preferences: string; memberships: string },
): ProfileReader {
  return {
    getUser: (userId) => getUser(client, tables.users, userId),

    async getAcquaintance(userId, callerId) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tables.memberships,
          KeyConditionExpression: "userId = :caller",
          ExpressionAttributeValues: toAttributes({ ":caller": callerId }),
          ProjectionExpression: "classroomId",
          Limit: CLASSROOMS,
        }),
      );
      const shared = Items.map((item) => ({ userId, classroomId: toItem(item)?.["classroomId"] }));
      const [[user], [chosen], memberships] = await batchGet(client, [
        { table: tables.users, keys: [{ userId }] },
        { table: tables.preferences, keys: [{ userId }] },
        { table: tables.memberships, keys: shared, attributes: ["classroomId"] },
      ]);
      if (user === undefined) return undefined;
      return {
        user: toUserRecord(user),
        preferences: toPreferences(chosen),
        classmates: memberships.length > 0,
      };
    },
  };
}

/** {@link ProfileWriter} on DynamoDB. */
export function profileWriter(
  client: DynamoDBClient,
  tables: { users: string; approvals: string },
): ProfileWriter {
  return {
    async updateUser(userId, { fullName, bio, email }) {
      const given = Object.entries({ fullName, bio, email }).filter(([, value]) => value !== undefined);
      const set = given.filter(([, value]) => value !== null);
      const removed = given.filter(([, value]) => value === null).map(([name]) => name);
      const command = new UpdateItemCommand({
        TableName: tables.users,
        Key: toAttributes({ userId }),
        UpdateExpression: [
          `SET ${["version = version + :one", ...set.map(([name]) => `${name} = :${name}`)].join(", ")}`,
          ...(removed.length === 0 ? [] : [`REMOVE ${removed.join(", ")}`]),
        ].join(" "),
        // Only users have a version: do not create a user, or change other items of the table.
        ConditionExpression: "attribute_exists(version)",
        ExpressionAttributeValues: toAttributes({
          ":one": 1,
          ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
        }),
        ReturnValues: "ALL_NEW",
      });
      const attributes = await ifHolds(async () => {
        const { Attributes } = await retryConflicts(() => client.send(command));
        return toItem(Attributes);
      });
      return attributes === undefined ? undefined : toUserRecord(attributes);
    },

    async renameApplicant(userId, name) {
      const command = new UpdateItemCommand({
        TableName: tables.approvals,
        Key: toAttributes({ userId }),
        UpdateExpression: "SET #name = :name",
        ConditionExpression: "#status = :pending",
        ExpressionAttributeNames: { "#name": "name", "#status": "status" },
        ExpressionAttributeValues: toAttributes({ ":name": name, ":pending": "pending" }),
      });
      await ifHolds(() => retryConflicts(() => client.send(command)));
    },
  };
}

/** The result of a conditional write; undefined if the condition fails. */
export async function ifHolds<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
