import { QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { toAttributes, transact } from "../../shared/dynamo";
import { addToStats } from "../../shared/stats";
import { sliceOf, toClassroom, type Classroom, type Slice } from "../classroom";
import { toItems } from "../../shared/batch-get";

/**
 * The only partition of the index `sorted`, which has all classrooms in the order of their ids, that is, by year and
 * name.
 */
const KIND = "classroom";

/** Lists classrooms. One call. */
export interface ListStore {
  /** @param year undefined: all years. @param after id of the last classroom of the previous page. */
  list(year: string | undefined, limit: number, after?: string): Promise<Slice<Classroom>>;
}

/** Creates classrooms. One call. */
export interface CreateStore {
  /** Creates and counts a classroom. @returns false if the id exists. */
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
          // One more than needed: LastEvaluatedKey does not show whether the next page is empty.
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
        addToStats(tables.users, { classrooms: 1 }),
      ]);
      return refusals === undefined;
    },
  };
}
