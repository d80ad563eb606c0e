import { paginateQuery, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { toAttributes, toItem } from "../../shared/dynamo";

/** Reads of the digest. */
export interface DigestStore {
  /** Number of users waiting for approval. */
  countPending(): Promise<number>;
  /** Ids of approved users, page by page. */
  approvedUsers(): AsyncIterable<string[]>;
}

/** {@link DigestStore} on DynamoDB. */
export function digestStore(
  client: DynamoDBClient,
  tables: { users: string; approvals: string },
): DigestStore {
  const byStatus = (table: string, status: string) => ({
    TableName: table,
    IndexName: "status",
    KeyConditionExpression: "#status = :status",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: toAttributes({ ":status": status }),
  });

  return {
    async countPending() {
      let count = 0;
      for await (const page of paginateQuery(
        { client },
        { ...byStatus(tables.approvals, "pending"), Select: "COUNT" },
      )) {
        count += page.Count ?? 0;
      }
      return count;
    },

    async *approvedUsers() {
      for await (const { Items = [] } of paginateQuery(
        { client },
        { ...byStatus(tables.users, "approved"), ProjectionExpression: "userId" },
      )) {
        yield Items.map((item) => String(toItem(item)?.["userId"]));
      }
    },
  };
}
