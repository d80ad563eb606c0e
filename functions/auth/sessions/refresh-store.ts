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
  /** Salt from which the next token was made. */
  salt: string;
  /** Until when the presented token works once more, epoch s. */
  graceUntil: number;
  /** Epoch s. */
  now: number;
  /** Expiry of the next token, epoch s. */
  expiresAt: number;
}

/**
 * Result of a {@link Rotation}. `rotated`: the next token is in use. `repeated`: the presented token was replaced a moment
 * ago; the salt makes the token that replaced it. `reused`: it was replaced before. `over`: the session has ended.
 */
export type RotationOutcome =
  | { kind: "rotated"; userId: string }
  | { kind: "repeated"; userId: string; salt: string }
  | { kind: "reused" }
  | { kind: "over" };

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
    async rotate({ sessionId, presentedHash, nextHash, salt, graceUntil, now, expiresAt }) {
      const command = new UpdateItemCommand({
        TableName: tables.sessions,
        Key: toAttributes({ sessionId }),
        ConditionExpression: "refreshHash = :presented AND expiresAt > :now",
        UpdateExpression:
          "SET refreshHash = :next, previousHash = :presented, salt = :salt, graceUntil = :grace, expiresAt = :expiresAt",
        ExpressionAttributeValues: toAttributes({
          ":presented": presentedHash,
          ":next": nextHash,
          ":salt": salt,
          ":grace": graceUntil,
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
        return outcomeOf(sessionOf(error.Item), presentedHash, now);
      }
    },

    endSession: (sessionId) => endSession(client, tables.sessions, sessionId),

    getUser: (userId) => getUser(client, tables.users, userId),
  };
}

/** What a session says of a token that is not its newest, or that has expired. */
export function outcomeOf(
  session: SessionRecord | undefined,
  presentedHash: string,
  now: number,
): RotationOutcome {
  if (session === undefined || session.refreshHash === presentedHash) return { kind: "over" };
  const { userId, previousHash, graceUntil = 0, salt } = session;
  // Also the retry by the SDK of a write whose answer was lost.
  if (previousHash === presentedHash && now < graceUntil && salt !== undefined)
    return { kind: "repeated", userId, salt };
  return { kind: "reused" };
}

function sessionOf(attributes: Parameters<typeof toItem>[0]): SessionRecord | undefined {
  return toItem(attributes) as SessionRecord | undefined;
}
