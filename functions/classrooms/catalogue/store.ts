import { QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { toAttributes, transact } from "../../shared/dynamo";
import { STATS_KEY } from "../../shared/user";
import { sliceOf, toClassroom, type Classroom, type Slice } from "../classroom";
import { toItems } from "../../shared/batch-get";

/**
 * The one partition of the index `sorted`, which holds all classrooms in the order of their ids. A year has four
 * digits and the name follows it, so that is the order by year and name.
 */
const KIND = "classroom";

/** Reads the classrooms in their order. One call. */
export interface ListStore {
  /** @param year leaves out those of other years. @param after id of the classroom before the slice. */
  list(year: string | undefined, limit: number, after?: string): Promise<Slice<Classroom>>;
}

/** Adds classrooms. One call. */
export interface CreateStore {
  /** Adds one and counts it. @returns false when there is one of this id: then nothing is written. */
  create(classroom: Classroom): Promise<boolean>;
}

/** {@link ListStore} on DynamoDB. */
export function listStore(client: DynamoDBClient, tables: { classrooms: string }): ListStore {
  return {
    async list(year, limit, after) {
      const ofYear = year === undefined ? undefined : `${year}-`;
      const { Items } = await client.send(
        new QueryCommand({
          TableName: tables.classrooms,
          IndexName: "sorted",
          KeyConditionExpression:
            ofYear === undefined ? "kind = :kind" : "kind = :kind AND begins_with(classroomId, :year)",
          ExpressionAttributeValues: toAttributes({ ":kind": KIND, ":year": ofYear }),
          // One more than is shown: DynamoDB tells of a next page also where it would be empty.
          Limit: limit + 1,
          ExclusiveStartKey:
            after === undefined ? undefined : toAttributes({ kind: KIND, classroomId: after }),
        }),
      );
      const classrooms = toItems(Items).map(toClassroom);
      return sliceOf(classrooms, limit);
    },
  };
}

/** {@link CreateStore} on DynamoDB. */
export function createStore(
  client: DynamoDBClient,
  tables: { classrooms: string; users: string },
): CreateStore {
  return {
    async create(classroom) {
      const refusals = await transact(client, [
        {
          Put: {
            TableName: tables.classrooms,
            Item: toAttributes({ ...classroom, kind: KIND }),
            ConditionExpression: "attribute_not_exists(classroomId)",
          },
        },
        {
          Update: {
            TableName: tables.users,
            Key: toAttributes({ userId: STATS_KEY }),
            UpdateExpression: "ADD classrooms :one",
            ExpressionAttributeValues: toAttributes({ ":one": 1 }),
          },
        },
      ]);
      return refusals === undefined;
    },
  };
}
