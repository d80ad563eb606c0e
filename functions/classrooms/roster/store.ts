import { QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { toAttributes, type Item } from "../../shared/dynamo";
import { toPreferences } from "../../users/preferences/preferences";
import type { Preferences } from "../../users/routes";
import { batchGet, toItems } from "../../shared/batch-get";
import { sliceOf, toClassroom, type Classroom, type Membership, type Slice } from "../classroom";

/** A member of a classroom, with status and visibility. */
export interface Person {
  userId: string;
  fullName: string;
  status: string;
  bio?: string;
  photoKey?: string;
  visibility: Preferences["profileVisibility"];
}

/** A membership, as in the index. */
export type Entry = Pick<Membership, "userId" | "addedAt">;

/** Reads a classroom and its members. One call each. */
export interface RosterStore {
  /** Memberships by user id. @param after id of the last user of the previous chunk. */
  entries(classroomId: string, limit: number, after?: string): Promise<Slice<Entry>>;
  /**
   * The classroom, if it exists, whether the caller is a member, and the existing users, unordered.
   * @param userIds at most 49.
   */
  read(
    classroomId: string,
    callerId: string,
    userIds: readonly string[],
  ): Promise<{ classroom: Classroom | undefined; isMember: boolean; people: Person[] }>;
}

/** {@link RosterStore} on DynamoDB. */
export function rosterStore(
  client: DynamoDBClient,
  tables: { classrooms: string; memberships: string; users: string; preferences: string },
): RosterStore {
  return {
    async entries(classroomId, limit, after) {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: tables.memberships,
          IndexName: "classroom",
          KeyConditionExpression: "classroomId = :classroomId",
          ExpressionAttributeValues: toAttributes({ ":classroomId": classroomId }),
          // One more than needed: LastEvaluatedKey does not show whether the next page is empty.
          Limit: limit + 1,
          ExclusiveStartKey: after === undefined ? undefined : toAttributes({ classroomId, userId: after }),
        }),
      );
      const entries = toItems(Items) as unknown as Entry[];
      return sliceOf(entries, limit);
    },

    async read(classroomId, callerId, userIds) {
      const keys = userIds.map((userId) => ({ userId }));
      const [classrooms, memberships, users, preferences] = await batchGet(client, [
        { table: tables.classrooms, keys: [{ classroomId }] },
        // Consistent: callers who were removed lose access at once.
        { table: tables.memberships, keys: [{ userId: callerId, classroomId }], consistent: true },
        { table: tables.users, keys, attributes: ["userId", "fullName", "status", "bio", "photoKey"] },
        { table: tables.preferences, keys, attributes: ["userId", "profileVisibility"] },
      ]);
      const chosen = new Map(preferences.map((item) => [item["userId"], item]));
      return {
        classroom: classrooms.map(toClassroom)[0],
        isMember: memberships.length > 0,
        people: users.map((item) => toPerson(item, chosen.get(item["userId"]))),
      };
    },
  };
}

function toPerson(user: Item, preferences: Item | undefined): Person {
  return { ...(user as unknown as Person), visibility: toPreferences(preferences).profileVisibility };
}
