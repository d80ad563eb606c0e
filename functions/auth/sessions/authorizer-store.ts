import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/defined";
import { toAttributes, toItem, type Item } from "../../shared/dynamo";
import type { User } from "../../shared/user";
import type { SessionRecord } from "./verify-store";

/** Attempts at reading a batch: the SDK does not retry unprocessed keys. */
const ATTEMPTS = 2;

/** What the authorizer reads of session and user. */
export interface Standing {
  session?: Pick<SessionRecord, "sessionId" | "userId" | "expiresAt">;
  user?: Pick<User, "userId" | "role" | "status">;
}

/** Reads of the authorizer. */
export interface AuthorizerStore {
  /** Session and user, in one call. Strongly consistent: a token is used right after sign-in. */
  find(sessionId: string, userId: string): Promise<Standing>;
}

/** {@link AuthorizerStore} on DynamoDB. */
export function authorizerStore(
  client: DynamoDBClient,
  tables: { users: string; sessions: string },
): AuthorizerStore {
  return {
    async find(sessionId, userId) {
      const found: Record<string, Item | undefined> = {};
      let asked: BatchGetItemCommandInput["RequestItems"] = {
        [tables.sessions]: {
          Keys: [toAttributes({ sessionId })],
          ConsistentRead: true,
          ProjectionExpression: "sessionId, userId, expiresAt",
        },
        [tables.users]: {
          Keys: [toAttributes({ userId })],
          ConsistentRead: true,
          ProjectionExpression: "userId, #role, #status",
          ExpressionAttributeNames: { "#role": "role", "#status": "status" },
        },
      };
      for (let attempt = 1; Object.keys(asked ?? {}).length > 0; attempt++) {
        if (attempt > ATTEMPTS) throw new Error("DynamoDB did not process all keys of a batch");
        const { Responses, UnprocessedKeys }: BatchGetItemCommandOutput = await client.send(
          new BatchGetItemCommand({ RequestItems: asked }),
        );
        for (const [table, items] of Object.entries(Responses ?? {})) found[table] ??= toItem(items[0]);
        asked = UnprocessedKeys;
      }
      const { [tables.sessions]: session, [tables.users]: user } = found;
      return defined({
        session: session as SessionRecord | undefined,
        user: user as User | undefined,
      });
    },
  };
}
