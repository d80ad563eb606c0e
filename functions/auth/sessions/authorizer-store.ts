import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { batchGet } from "../../shared/batch-get";
import { defined } from "../../shared/defined";
import type { User } from "../../shared/user";
import type { SessionRecord } from "./verify-store";

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
      const [[session], [user]] = await batchGet(client, [
        {
          table: tables.sessions,
          keys: [{ sessionId }],
          attributes: ["sessionId", "userId", "expiresAt"],
          consistent: true,
        },
        {
          table: tables.users,
          keys: [{ userId }],
          attributes: ["userId", "role", "status"],
          consistent: true,
        },
      ]);
      return defined({
        session: session as SessionRecord | undefined,
        user: user as User | undefined,
      });
    },
  };
}
