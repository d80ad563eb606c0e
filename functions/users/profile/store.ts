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

/** Most classrooms of the caller that are looked through: with user and preferences, a batch of 100. */
const CLASSROOMS = 98;

/** A user as another member's request needs them. */
export interface Acquaintance {
  user: UserRecord;
  preferences: Preferences;
  /** Whether the two share a classroom. */
  classmates: boolean;
}

/** What reading a profile needs. */
export interface ProfileReader {
  /** A user, read consistently. One call. */
  getUser(userId: string): Promise<UserRecord | undefined>;
  /**
   * A user, what they show and to whom. Two calls: the classrooms of the caller, then the user with their preferences
   * and, by key, their places in just these classrooms.
   */
  getAcquaintance(userId: string, callerId: string): Promise<Acquaintance | undefined>;
}

/** What a user changes of themselves; `null` removes. */
export interface ProfileChanges {
  fullName?: string;
  bio?: string | null;
  email?: string | null;
}

/** What changing a profile needs. One call each. */
export interface ProfileWriter {
  /** Changes a user. @returns the user as changed; nothing when there is none. */
  updateUser(userId: string, changes: ProfileChanges): Promise<UserRecord | undefined>;
  /** Shows the new name to those who are asked to vouch, while they are. */
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
        // Users alone have a version: an update must not make one, nor change what else the table holds.
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

/** What a conditional write answers; nothing when its condition does not hold. */
export async function ifHolds<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
