import {
  ConditionalCheckFailedException,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { batchGet } from "../../shared/batch-get";
import { toAttributes, toItem } from "../../shared/dynamo";
import { toUserRecord, type UserRecord } from "../../shared/user";
import { toPreferences } from "../../users/preferences/preferences";
import type { Preferences } from "../../users/routes";

/** Whom a message is for, as they stand now. */
export interface Recipient {
  user: UserRecord;
  preferences: Preferences;
  /** Why they were rejected, where that was asked for and is told. */
  reason?: string;
}

/** The right to send one message over one channel. */
export interface Claim {
  /** What makes the sending one. */
  id: string;
  /** Epoch s. */
  now: number;
  /** Epoch s until which nobody else may send it. */
  leaseUntil: number;
  /** Epoch s from which the record of it may go. */
  keepUntil: number;
}

/** `mine`: send it. `sent`: it is sent. `busy`: somebody may be sending it at this moment. */
export type ClaimOutcome = "mine" | "sent" | "busy";

/** What delivering reads and writes. One call each. */
export interface DeliverStore {
  /** A user with preferences, read consistently, if there is one. @param withReason of a rejection. */
  recipient(userId: string, withReason: boolean): Promise<Recipient | undefined>;
  /** Users with preferences, at most 50; those that are gone are left out. */
  recipients(userIds: readonly string[]): Promise<Recipient[]>;
  /** Takes the right to send, unless it is sent or a lease is in force: one conditional write. */
  claim(claim: Claim): Promise<ClaimOutcome>;
  /** Records that it is sent. */
  markSent(claim: Claim): Promise<void>;
}

/** {@link DeliverStore} on DynamoDB. */
export function deliverStore(
  client: DynamoDBClient,
  tables: { users: string; preferences: string; approvals: string; notifications: string },
): DeliverStore {
  const read = async (userIds: readonly string[], withReasons: boolean): Promise<Recipient[]> => {
    const keys = userIds.map((userId) => ({ userId }));
    const [users, preferences, approvals] = await batchGet(client, [
      { table: tables.users, keys, consistent: true },
      { table: tables.preferences, keys, consistent: true },
      { table: tables.approvals, keys: withReasons ? keys : [], consistent: true },
    ]);
    return users.map((item) => {
      const user = toUserRecord(item);
      const own = ({ userId }: Record<string, unknown>): boolean => userId === user.userId;
      const reason = approvals.find(own)?.["reason"];
      return {
        user,
        preferences: toPreferences(preferences.find(own)),
        ...(typeof reason === "string" ? { reason } : {}),
      };
    });
  };

  return {
    async recipient(userId, withReason) {
      return (await read([userId], withReason))[0];
    },

    recipients(userIds) {
      return read(userIds, false);
    },

    async claim({ id, now, leaseUntil, keepUntil }) {
      const command = new PutItemCommand({
        TableName: tables.notifications,
        Item: toAttributes({ id, state: "sending", leaseUntil, expiresAt: keepUntil }),
        ConditionExpression: "attribute_not_exists(id) OR (#state = :sending AND leaseUntil <= :now)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: toAttributes({ ":sending": "sending", ":now": now }),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      try {
        await client.send(command);
        return "mine";
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return toItem(error.Item)?.["state"] === "sent" ? "sent" : "busy";
      }
    },

    async markSent({ id, now, keepUntil }) {
      await client.send(
        new UpdateItemCommand({
          TableName: tables.notifications,
          Key: toAttributes({ id }),
          UpdateExpression: "SET #state = :sent, sentAt = :at, expiresAt = :keep REMOVE leaseUntil",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: toAttributes({
            ":sent": "sent",
            ":at": new Date(now * 1000).toISOString(),
            ":keep": keepUntil,
          }),
        }),
      );
    },
  };
}
