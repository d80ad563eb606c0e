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
import { STATS_KEY, phoneKey, toUser, type User, type UserRecord } from "../../shared/user";
import type { SentCode } from "../codes/sent-code";

/** One try at a number's code. */
export interface Try {
  phoneHash: string;
  codeHash: string;
  window: SlidingWindow;
  /** Epoch s. */
  now: number;
  /** Epoch s until which the item must not go. */
  keepUntil: number;
}

/**
 * What became of a {@link Try}. `counted`: it used a place of the window; `code` is there when the hash was that of
 * the number's code, and then no other caller has got it or will. `full`: nothing was written; `item` as it stood.
 * `unknown`: the number has no codes.
 */
export type TryOutcome =
  { kind: "counted"; code?: SentCode } | { kind: "full"; item: Item } | { kind: "unknown" };

/** A session as the table holds one. */
export interface SessionRecord {
  sessionId: string;
  userId: string;
  refreshHash: string;
  /** ISO 8601 UTC. */
  createdAt: string;
  /** Epoch s. */
  expiresAt: number;
}

/** Somebody who waits for approval, as the table holds them. */
export interface PendingApproval {
  userId: string;
  name: string;
  phoneMasked: string;
  status: "pending";
  /** ISO 8601 UTC. */
  requestedAt: string;
}

/** Where tries are forgotten once a sign-in is written. */
export interface Tries {
  phoneHash: string;
  window: SlidingWindow;
  keepUntil: number;
}

/** What verifying reads and writes. One call each. */
export interface VerifyStore {
  /** Counts a try and takes the code out, in one conditional write: of all callers, one gets it. */
  takeCode(attempt: Try): Promise<TryOutcome>;
  /** Opens a session, unless the user is no longer of this version: then the user as they are, if they are. */
  signIn(
    user: User,
    session: SessionRecord,
    tries: Tries,
  ): Promise<{ done: true } | { done: false; user?: User }>;
  /** Creates and counts a user and opens a session, unless the number has a user: then that user's id. */
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
  // The item may have gone meanwhile: what an update then makes must not stay for ever.
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
        // `live` has to be there, or the path to remove would not be valid; each code that is kept sets it.
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
        {
          Update: {
            TableName: tables.users,
            Key: toAttributes({ userId: STATS_KEY }),
            UpdateExpression: "ADD #users :one, #approved :approved",
            ExpressionAttributeNames: { "#users": "users", "#approved": "approved" },
            ExpressionAttributeValues: toAttributes({
              ":one": 1,
              ":approved": user.status === "approved" ? 1 : 0,
            }),
          },
        },
        ...(approval === undefined ? [] : [put(tables.approvals, approval)]),
      ]);
      if (refusals === undefined) return { done: true };
      const owner = refusals[0]?.item?.["owner"];
      if (typeof owner !== "string") throw new Error("a uniqueness item has no owner");
      return { done: false, owner };
    },

    async getUser(userId) {
      const user = await getUser(client, tables.users, userId);
      return user && toUser({ ...user });
    },
  };
}
