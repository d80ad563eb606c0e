import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { getUser } from "../../shared/get-user";
import { toAttributes, toItem } from "../../shared/dynamo";
import type { UserRecord } from "../../shared/user";
import type { SessionRecord } from "./verify-store";

/** One refresh token to be traded for the next of its session. */
export interface Rotation {
  sessionId: string;
  /** Hash of the token that was presented. */
  presentedHash: string;
  /** Hash of the token to come. */
  nextHash: string;
  /** Epoch s. */
  now: number;
  /** Epoch s until which the next token is valid. */
  expiresAt: number;
}

/**
 * What became of a {@link Rotation}. `rotated`: of all callers with that token this one alone has the next.
 * `reused`: the session is on, but its newest token is another one. `over`: there is no such session any more.
 */
export type RotationOutcome = { kind: "rotated"; userId: string } | { kind: "reused" } | { kind: "over" };

/** What refreshing reads and writes. One call each. */
export interface RefreshStore {
  /** Puts the next token in place of the one presented, in one conditional write. */
  rotate(rotation: Rotation): Promise<RotationOutcome>;
  /** Ends a session, and with it every token of its family. */
  endSession(sessionId: string): Promise<void>;
  /** A user with their encrypted number, read consistently. */
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
        // The SDK repeats a write whose answer got lost, and then finds what it wrote itself.
        if (session.refreshHash === nextHash) return { kind: "rotated", userId: session.userId };
        return { kind: session.refreshHash === presentedHash ? "over" : "reused" };
      }
    },

    async endSession(sessionId) {
      await client.send(
        new DeleteItemCommand({ TableName: tables.sessions, Key: toAttributes({ sessionId }) }),
      );
    },

    getUser: (userId) => getUser(client, tables.users, userId),
  };
}

function sessionOf(attributes: Parameters<typeof toItem>[0]): SessionRecord | undefined {
  return toItem(attributes) as SessionRecord | undefined;
}
