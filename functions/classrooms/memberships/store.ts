import { QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { countMemberships } from "./counter";
import { toAttributes, transact } from "../../shared/dynamo";
import { batchGet, toItems } from "../../shared/batch-get";
import { sliceOf, toClassroom, type Classroom, type Membership, type Slice } from "../classroom";

/** Reads the classrooms of a user. One call each. */
export interface UserClassroomsStore {
  /** Memberships by classroom id. @param after id of the last classroom of the previous page. */
  memberships(userId: string, limit: number, after?: string): Promise<Slice<Membership>>;
  /** The existing classrooms, unordered. @param ids at most 100. */
  classrooms(ids: readonly string[]): Promise<Classroom[]>;
}

/**
 * Result of an addition. Not added: nothing was written; `status` is the current status of the user (undefined: no such
 * user), `taken` are the classrooms that the user is already in.
 */
export type Addition = { added: true } | { added: false; status: string | undefined; taken: string[] };

/** Adds a user to classrooms. One call each. */
export interface AddStore {
  /** Which classrooms exist, and which of them the user is in. @param ids at most 50, unique. */
  look(userId: string, ids: readonly string[]): Promise<{ known: Set<string>; joined: Set<string> }>;
  /** Adds an approved user to all classrooms and updates the counters, or does nothing. @param ids at most 50, unique. */
  add(userId: string, ids: readonly string[], addedAt: string): Promise<Addition>;
}

/** Removes users from classrooms. One call. */
export interface RemoveStore {
  /** Also updates the counter. Does nothing if the user is not a member. */
  remove(userId: string, classroomId: string): Promise<void>;
}

/** {@link UserClassroomsStore} on DynamoDB. */
export function userClassroomsStore(
  client: DynamoDBClient,
  tables: { classrooms: string; memberships: string },
): UserClassroomsStore {
  return {
    async memberships(userId, limit, after) {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: tables.memberships,
          KeyConditionExpression: "userId = :userId",
          ExpressionAttributeValues: toAttributes({ ":userId": userId }),
          // One more than needed: LastEvaluatedKey does not show whether the next page is empty.
          Limit: limit + 1,
          ConsistentRead: true,
          ExclusiveStartKey: after === undefined ? undefined : toAttributes({ userId, classroomId: after }),
        }),
      );
      const memberships = toItems(Items) as unknown as Membership[];
      return sliceOf(memberships, limit);
    },

    async classrooms(ids) {
      const keys = ids.map((classroomId) => ({ classroomId }));
      const [items] = await batchGet(client, [{ table: tables.classrooms, keys }]);
      return items.map(toClassroom);
    },
  };
}

/** {@link AddStore} on DynamoDB. */
export function addStore(
  client: DynamoDBClient,
  tables: { classrooms: string; memberships: string; users: string },
): AddStore {
  return {
    async look(userId, ids) {
      const [classrooms, memberships] = await batchGet(client, [
        {
          table: tables.classrooms,
          keys: ids.map((classroomId) => ({ classroomId })),
          attributes: ["classroomId"],
          consistent: true,
        },
        {
          table: tables.memberships,
          keys: ids.map((classroomId) => ({ userId, classroomId })),
          attributes: ["classroomId"],
          consistent: true,
        },
      ]);
      const idsOf = (items: { classroomId?: unknown }[]) =>
        new Set(items.map(({ classroomId }) => String(classroomId)));
      return { known: idsOf(classrooms), joined: idsOf(memberships) };
    },

    async add(userId, ids, addedAt) {
      const refusals = await transact(client, [
        {
          ConditionCheck: {
            TableName: tables.users,
            Key: toAttributes({ userId }),
            ConditionExpression: "#status = :approved",
            ExpressionAttributeNames: { "#status": "status" },
            ExpressionAttributeValues: toAttributes({ ":approved": "approved" }),
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
        // The classrooms need no condition: they were checked, and are never deleted. Conditions would cause conflicts
        // between additions to the same classroom.
        ...ids.map((classroomId) => ({
          Put: {
            TableName: tables.memberships,
            Item: toAttributes({ userId, classroomId, addedAt, role: "student" } satisfies Membership),
            ConditionExpression: "attribute_not_exists(userId)",
          },
        })),
        countMemberships(tables.users, ids, 1),
      ]);
      if (refusals === undefined) return { added: true };
      const [user, ...puts] = refusals;
      return {
        added: false,
        status: user?.refused === true ? (user.item?.["status"] as string | undefined) : "approved",
        taken: ids.filter((_id, i) => puts[i]?.refused === true),
      };
    },
  };
}

/** {@link RemoveStore} on DynamoDB. */
export function removeStore(
  client: DynamoDBClient,
  tables: { memberships: string; users: string },
): RemoveStore {
  return {
    async remove(userId, classroomId) {
      await transact(client, [
        {
          Delete: {
            TableName: tables.memberships,
            Key: toAttributes({ userId, classroomId }),
            ConditionExpression: "attribute_exists(userId)",
          },
        },
        countMemberships(tables.users, [classroomId], -1),
      ]);
    },
  };
}
