import { randomUUID } from "node:crypto";

import {
  ConditionalCheckFailedException,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { batchGet } from "../../shared/batch-get";
import { defined } from "../../shared/defined";
import { toAttributes, toItem } from "../../shared/dynamo";
import { correlationId } from "../../shared/log";
import { toUserRecord, type UserRecord } from "../../shared/user";
import { toPreferences } from "../../users/preferences/preferences";
import type { Preferences } from "../../users/routes";

/** Current state of a recipient. */
export interface Recipient {
  user: UserRecord;
  preferences: Preferences;
  /** Reason of a rejection, if requested and given. */
  reason?: string;
}

/** The right to send one message over one channel. */
export interface Claim {
  /** Id of notification and channel. */
  id: string;
  /** Epoch s. */
  now: number;
  /** Until when no other consumer may send it, epoch s. */
  leaseUntil: number;
  /** TTL of the record, epoch s. */
  keepUntil: number;
}

/**
 * `mine`: send it. `sent`: already sent. `refused`: the recipient was refused for good. `busy`: another consumer may be
 * sending it.
 */
export type ClaimOutcome = "mine" | Settled | "busy";

/** The end of a claim. */
export type Settled = "sent" | "refused";

/** Reads and writes of delivery. One call each. */
export interface DeliverStore {
  /** A user with preferences, read consistently. @param withReason includes the reason of a rejection. */
  recipient(userId: string, withReason: boolean): Promise<Recipient | undefined>;
  /** Users with preferences. Deleted users are left out. @param userIds at most 50. */
  recipients(userIds: readonly string[]): Promise<Recipient[]>;
  /** Claims the right to send in a conditional write, unless it is settled or leased. */
  claim(claim: Claim): Promise<ClaimOutcome>;
  /** Records that it was sent, or will never be. */
  settle(claim: Claim, state: Settled): Promise<void>;
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
      return defined({
        user,
        preferences: toPreferences(preferences.find(own)),
        reason: typeof reason === "string" ? reason : undefined,
      });
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
      const holder = randomUUID();
      const command = new PutItemCommand({
        TableName: tables.notifications,
        Item: toAttributes({
          ...{ id, state: "sending", holder, leaseUntil, expiresAt: keepUntil },
          correlationId: correlationId(),
        }),
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
        const record = toItem(error.Item);
        // A retry by the SDK after a lost response finds its own claim.
        if (record?.["holder"] === holder) return "mine";
        const state = record?.["state"];
        return state === "sent" || state === "refused" ? state : "busy";
      }
    },

    async settle({ id, now, keepUntil }, state) {
      await client.send(
        new UpdateItemCommand({
          TableName: tables.notifications,
          Key: toAttributes({ id }),
          UpdateExpression:
            "SET #state = :state, settledAt = :at, expiresAt = :keep REMOVE leaseUntil, holder",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: toAttributes({
            ":state": state,
            ":at": new Date(now * 1000).toISOString(),
            ":keep": keepUntil,
          }),
        }),
      );
    },
  };
}
