import { GetItemCommand, type DynamoDBClient, type TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { getUser } from "../../shared/get-user";
import { defined } from "../../shared/defined";
import { toAttributes, toItem, transact, type Refusal } from "../../shared/dynamo";
import { keepFingerprint } from "../../shared/phone-fingerprint";
import { addToStats, countOf } from "../../shared/stats";
import { phoneKey, toUser, type User, type UserRecord } from "../../shared/user";
import { count, USE_PARTS, useUp, waitFor, type Attempt, type Counted } from "../codes/limits";
import type { Limits } from "../codes/rules";
import type { SentCode } from "../codes/sent-code";

/** A code that is used up by a sign-in, within the limits of wrong codes. */
export interface CodeUse extends Attempt {
  codeHash: string;
  limits: Limits;
}

/** What a sign-in is refused for. `full`: a limit is reached. `used`: the code is no longer valid. */
export type UseRefusal = { done: false; kind: "full"; wait: number } | { done: false; kind: "used" };

/** A session, as stored. */
export interface SessionRecord {
  sessionId: string;
  userId: string;
  /** Hash of the newest refresh token. */
  refreshHash: string;
  /** Hash of the token before it, once there was one. */
  previousHash?: string;
  /** Salt from which the newest token was made of the one before it. */
  salt?: string;
  /** Until when the token before it works once more, epoch s. */
  graceUntil?: number;
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

/** Reads and writes of a verification. One call each, and one more read for a sign-up. */
export interface VerifyStore {
  /** The code with this hash, if it was sent to the number. Read consistently. */
  findCode(phoneHash: string, codeHash: string): Promise<SentCode | undefined>;
  /** Counts a wrong code on all limits. */
  countTry(limits: Limits, attempt: Attempt): Promise<Counted>;
  /** Uses a code up without a sign-in. */
  useCode(use: CodeUse): Promise<{ done: true } | UseRefusal>;
  /**
   * Uses the code up and creates a session, if the user still has this version. Otherwise nothing is written: `changed`
   * has the current user, if any.
   */
  signIn(
    user: User,
    session: SessionRecord,
    use: CodeUse,
  ): Promise<{ done: true } | UseRefusal | { done: false; kind: "changed"; user?: User }>;
  /**
   * Uses the code up, creates and counts a user unless it is synthetic, and creates a session, unless the number has a user. Then nothing is
   * written: `taken` has the id of that user.
   * @param fingerprint of the phone secret.
   * @throws PhoneSecretChanged if earlier users have another one.
   */
  signUp(
    user: UserRecord,
    session: SessionRecord,
    approval: PendingApproval | undefined,
    use: CodeUse,
    fingerprint: string,
  ): Promise<{ done: true } | UseRefusal | { done: false; kind: "taken"; owner: string }>;
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
  const useParts = (use: CodeUse): TransactWriteItem[] => useUp(tables.codes, use.limits, use, use.codeHash);

  return {
    async findCode(phoneHash, codeHash) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tables.codes,
          Key: toAttributes({ phoneHash }),
          ProjectionExpression: "live",
          ConsistentRead: true,
        }),
      );
      return (toItem(Item)?.["live"] as Record<string, SentCode> | undefined)?.[codeHash];
    },

    countTry: (limits, attempt) => count(client, tables.codes, limits, attempt),

    async useCode(use) {
      const refusals = await transact(client, useParts(use));
      return refusals === undefined ? { done: true } : refusalOf(use, refusals);
    },

    async signIn(user, session, use) {
      const refusals = await transact(client, [
        ...useParts(use),
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
      ]);
      if (refusals === undefined) return { done: true };
      const changed = refusals[USE_PARTS];
      if (changed?.refused !== true) return refusalOf(use, refusals);
      return defined({
        done: false as const,
        kind: "changed" as const,
        user: changed.item && toUser(changed.item),
      });
    },

    async signUp(user, session, approval, use, fingerprint) {
      await keepFingerprint(client, tables.users, fingerprint);
      const refusals = await transact(client, [
        ...useParts(use),
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
        addToStats(tables.users, countOf(user)),
        ...(approval === undefined ? [] : [put(tables.approvals, approval)]),
      ]);
      if (refusals === undefined) return { done: true };
      const taken = refusals[USE_PARTS];
      if (taken?.refused !== true) return refusalOf(use, refusals);
      const owner = taken.item?.["owner"];
      if (typeof owner !== "string") throw new Error("the item that reserves a number has no owner");
      return { done: false, kind: "taken", owner };
    },

    async getUser(userId) {
      const user = await getUser(client, tables.users, userId);
      return user && toUser({ ...user });
    },
  };
}

/** @param refusals of the parts that use the code up, then others. */
function refusalOf({ limits, now }: CodeUse, refusals: readonly Refusal[]): UseRefusal {
  const wait = waitFor(limits, refusals, now);
  return wait > 0 ? { done: false, kind: "full", wait } : { done: false, kind: "used" };
}
