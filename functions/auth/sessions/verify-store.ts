import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type DynamoDBClient,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";

import { getUser } from "../../shared/get-user";
import { defined } from "../../shared/defined";
import { retryConflicts, toAttributes, toItem, transact, type Item } from "../../shared/dynamo";
import { shift, slots, type SlidingWindow } from "../../shared/sliding-window";
import { addToStats } from "../../shared/stats";
import { phoneKey, toUser, type User, type UserRecord } from "../../shared/user";
import type { SentCode } from "../codes/sent-code";

/** An attempt to verify a code. */
export interface Try {
  phoneHash: string;
  codeHash: string;
  window: SlidingWindow;
  /** Epoch s. */
  now: number;
  /** TTL of the item, epoch s. */
  keepUntil: number;
}

/**
 * Result of a {@link Try}. `counted`: counted on the window; `code` is set if the hash matched, for one caller only.
 * `full`: nothing was written; `item` is the current item. `unknown`: the number has no codes.
 */
export type TryOutcome =
  { kind: "counted"; code?: SentCode } | { kind: "full"; item: Item } | { kind: "unknown" };

/** A session, as stored. */
export interface SessionRecord {
  sessionId: string;
  userId: string;
  refreshHash: string;
  /** ISO 8601 UTC. */
  createdAt: string;
  /** Epoch s. */
  expiresAt: number;
}

/** A user waiting for approval, as stored. */
export interface PendingApproval {
  userId: string;
  name: string;
  phoneMasked: string;
  status: "pending";
  /** ISO 8601 UTC. */
  requestedAt: string;
}

/** The attempts that a successful sign-in resets. */
export interface Tries {
  phoneHash: string;
  window: SlidingWindow;
  keepUntil: number;
}

/** Reads and writes of a verification. One call each. */
export interface VerifyStore {
  /** Counts the attempt and removes the code in one conditional write, so that a single caller gets it. */
  takeCode(attempt: Try): Promise<TryOutcome>;
  /** Creates a session if the user still has this version. Otherwise: the current user, if any. */
  signIn(
    user: User,
    session: SessionRecord,
    tries: Tries,
  ): Promise<{ done: true } | { done: false; user?: User }>;
  /** Creates and counts a user, and creates a session, unless the number has a user. Then: the id of that user. */
  signUp(
    user: UserRecord,
    session: SessionRecord,
    approval: PendingApproval | undefined,
    tries: Tries,
  ): Promise<{ done: true } | { done: false; owner: string }>;
  /** A user, read consistently. */
  getUser(userId: string): Promise<User | undefined>;
}

/** {@link VerifyStore} on DynamoDB. */
export function verifyStore(
  client: DynamoDBClient,
  tables: { users: string; codes: string; sessions: string; approvals: string },
): VerifyStore {
  const put = (table: string, item: object): TransactWriteItem => ({
    Put: { TableName: table, Item: toAttributes(item) },
  });
  // The item may have expired: set a TTL if the update creates it again.
  const forget = ({ phoneHash, window, keepUntil }: Tries): TransactWriteItem => ({
    Update: {
      TableName: tables.codes,
      Key: toAttributes({ phoneHash }),
      UpdateExpression: `SET expiresAt = if_not_exists(expiresAt, :keep) REMOVE ${slots(window)}`,
      ExpressionAttributeValues: toAttributes({ ":keep": keepUntil }),
    },
  });

  return {
    async takeCode({ phoneHash, codeHash, window, now, keepUntil }) {
      const { set, condition, values } = shift(window, now);
      const command = new UpdateItemCommand({
        TableName: tables.codes,
        Key: toAttributes({ phoneHash }),
        // Without `live` the path in REMOVE would be invalid. Storing a code sets it.
        ConditionExpression: `attribute_exists(live) AND ${condition}`,
        UpdateExpression: `SET ${set}, expiresAt = :keep REMOVE live.#code`,
        ExpressionAttributeNames: { "#code": codeHash },
        ExpressionAttributeValues: toAttributes({ ...values, ":keep": keepUntil }),
        ReturnValues: "ALL_OLD",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      try {
        const { Attributes } = await retryConflicts(() => client.send(command));
        const live = (toItem(Attributes)?.["live"] ?? {}) as Record<string, SentCode | undefined>;
        return defined({ kind: "counted" as const, code: live[codeHash] });
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const item = toItem(error.Item);
        return item?.["live"] === undefined ? { kind: "unknown" } : { kind: "full", item };
      }
    },

    async signIn(user, session, tries) {
      const refusals = await transact(client, [
        {
          ConditionCheck: {
            TableName: tables.users,
            Key: toAttributes({ userId: user.userId }),
            ConditionExpression: "version = :version",
            ExpressionAttributeValues: toAttributes({ ":version": user.version }),
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
        put(tables.sessions, session),
        forget(tries),
      ]);
      if (refusals === undefined) return { done: true };
      const item = refusals[0]?.item;
      return defined({ done: false as const, user: item && toUser(item) });
    },

    async signUp(user, session, approval, tries) {
      const refusals = await transact(client, [
        {
          Put: {
            TableName: tables.users,
            Item: toAttributes({ userId: phoneKey(user.phoneHash), owner: user.userId }),
            ConditionExpression: "attribute_not_exists(userId)",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          },
        },
        put(tables.users, user),
        put(tables.sessions, session),
        forget(tries),
        addToStats(tables.users, { users: 1, approved: user.status === "approved" ? 1 : 0 }),
        ...(approval === undefined ? [] : [put(tables.approvals, approval)]),
      ]);
      if (refusals === undefined) return { done: true };
      const owner = refusals[0]?.item?.["owner"];
      if (typeof owner !== "string") throw new Error("the item that reserves a number has no owner");
      return { done: false, owner };
    },

    async getUser(userId) {
      const user = await getUser(client, tables.users, userId);
      return user && toUser({ ...user });
    },
  };
}
