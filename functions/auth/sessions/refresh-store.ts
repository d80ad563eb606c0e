import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { getUser } from "../../shared/get-user";
import { toAttributes, toItem } from "../../shared/dynamo";
import type { UserRecord } from "../../shared/user";
import { endSession } from "./end-session";
import type { SessionRecord } from "./verify-store";

/** Replacement of a refresh token by the next one of its session. */
export interface Rotation {
  sessionId: string;
  /** Hash of the presented token. */
  presentedHash: string;
  /** Hash of the next token. */
  nextHash: string;
  /** Epoch s. */
  now: number;
  /** Expiry of the next token, epoch s. */
  expiresAt: number;
}

/**
 * Result of a {@link Rotation}. `rotated`: this caller alone got the next token. `reused`: the session exists, but its
 * newest token is a different one. `over`: the session has ended.
 */
export type RotationOutcome = { kind: "rotated"; userId: string } | { kind: "reused" } | { kind: "over" };

/** Reads and writes of a refresh. One call each. */
export interface RefreshStore {
  /** Replaces the presented token by the next one in a conditional write. */
  rotate(rotation: Rotation): Promise<RotationOutcome>;
  /** Deletes a session, and so invalidates all of its tokens. */
  endSession(sessionId: string): Promise<void>;
  /** A user with the encrypted number, read consistently. */
  getUser(userId: string): Promise<UserRecord | undefined>;
}

/** {@link RefreshStore} on DynamoDB. */
export function refreshStore(
  client: DynamoDBClient,
  tables: { users: string; sessions: string },
): RefreshStore {
  return {
    async rotate({ sessionId, presentedHash, nextHash, now, expiresAt }) {
      const command = new UpdateItemCommand({
        TableName: tables.sessions,
        Key: toAttributes({ sessionId }),
        ConditionExpression: "refreshHash = :presented AND expiresAt > :now",
        UpdateExpression: "SET refreshHash = :next, expiresAt = :expiresAt",
        ExpressionAttributeValues: toAttributes({
          ":presented": presentedHash,
          ":next": nextHash,
          ":now": now,
          ":expiresAt": expiresAt,
        }),
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      try {
        const { Attributes } = await client.send(command);
        return { kind: "rotated", userId: sessionOf(Attributes)?.userId ?? "" };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const session = sessionOf(error.Item);
        if (session === undefined) return { kind: "over" };
        // A retry by the SDK after a lost response finds its own write.
        if (session.refreshHash === nextHash) return { kind: "rotated", userId: session.userId };
        return { kind: session.refreshHash === presentedHash ? "over" : "reused" };
      }
    },

    endSession: (sessionId) => endSession(client, tables.sessions, sessionId),

    getUser: (userId) => getUser(client, tables.users, userId),
  };
}

function sessionOf(attributes: Parameters<typeof toItem>[0]): SessionRecord | undefined {
  return toItem(attributes) as SessionRecord | undefined;
}
