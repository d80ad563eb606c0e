import { QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { batchGet, toItems } from "../../shared/batch-get";
import { defined } from "../../shared/defined";
import { toAttributes, toItem } from "../../shared/dynamo";
import type { UserStatus } from "../../shared/schemas";

/** A page of entries. It may be empty although more follow. */
export interface Page<T> {
  entries: T[];
  /** Start of the next page; absent on the last one. */
  next?: string;
}

/** A decision about another user. */
export interface GivenDecision {
  userId: string;
  status: UserStatus;
  /** ISO 8601 UTC. */
  decidedAt: string;
}

/** A vote for a user who is still waiting for approval. */
export interface GivenVote {
  userId: string;
}

/** Decisions and votes that a user gave. */
export interface GivenStore {
  /** One call. @param after a `next`: the id of a user. */
  decisions(by: string, after?: string): Promise<Page<GivenDecision>>;
  /** Two calls at most. @param after a `next`: time and user of a request, e.g. `2027-01-15T08:00:00Z#usr_…`. */
  votes(voter: string, after?: string): Promise<Page<GivenVote>>;
}

/** Approvals that are read at once: the limit of a batch. */
const PAGE = 100;

/** {@link GivenStore} on DynamoDB. @param table of the approvals. */
export function givenStore(client: DynamoDBClient, table: string): GivenStore {
  return {
    async decisions(by, after) {
      const { Items, LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: "decider",
          KeyConditionExpression: "decidedBy = :by",
          ExpressionAttributeValues: toAttributes({ ":by": by }),
          Limit: PAGE,
          ExclusiveStartKey: after === undefined ? undefined : toAttributes({ decidedBy: by, userId: after }),
        }),
      );
      const entries = toItems(Items).map((item) => {
        const { userId, status, decidedAt } = item as unknown as GivenDecision;
        return { userId, status, decidedAt };
      });
      return defined({ entries, next: toItem(LastEvaluatedKey)?.["userId"] as string | undefined });
    },

    // No index has the votes: only few users are waiting at a time, and their votes end with the decision.
    async votes(voter, after) {
      const [requestedAt, userId] = after?.split("#") ?? [];
      const { Items, LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: "status",
          KeyConditionExpression: "#status = :pending",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: toAttributes({ ":pending": "pending" }),
          Limit: PAGE,
          ExclusiveStartKey:
            after === undefined ? undefined : toAttributes({ status: "pending", requestedAt, userId }),
        }),
      );
      const keys = toItems(Items).map((item) => ({ userId: item["userId"] }));
      const [approvals] = await batchGet(client, [{ table, keys, attributes: ["userId", "voters"] }]);
      const last = toItem(LastEvaluatedKey);
      return defined({
        entries: approvals
          .filter(({ voters }) => voters instanceof Set && voters.has(voter))
          .map((approval) => ({ userId: String(approval["userId"]) })),
        next: last && `${String(last["requestedAt"])}#${String(last["userId"])}`,
      });
    },
  };
}
