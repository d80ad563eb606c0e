import { randomUUID } from "node:crypto";

import {
  ConditionalCheckFailedException,
  QueryCommand,
  UpdateItemCommand,
  type DynamoDBClient,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/defined";
import { retryConflicts, toAttributes, toItem, transact, type Item } from "../../shared/dynamo";
import { correlationId } from "../../shared/log";
import type { UserStatus } from "../../shared/schemas";
import { addToStats } from "../../shared/stats";

/** A user waiting for approval, as listed. */
export interface Waiting {
  userId: string;
  name: string;
  phoneMasked: string;
  status: UserStatus;
  /** ISO 8601 UTC. */
  requestedAt: string;
}

/** The last entry of the previous page. */
export type After = Pick<Waiting, "userId" | "requestedAt">;

/** State of an approval. */
export interface ApprovalState {
  status: UserStatus;
  /** Ids of those who voted. */
  voters: readonly string[];
}

/** Result of a vote. Not counted: `state` is why, absent when there is no such approval. */
export type VoteOutcome = { counted: true; state: ApprovalState } | { counted: false; state?: ApprovalState };

/** A decision on an approval. */
export interface Decision {
  userId: string;
  status: "approved" | "rejected";
  /** The admin who decided, or the member who cast the last vote. */
  by: string;
  /** ISO 8601 UTC. */
  at: string;
  /** Reason of a rejection. */
  reason?: string;
}

/** Why a decision was not written: no such approval, already decided, or the user is deleted or not pending. */
export type Obstacle = { kind: "unknown" } | { kind: "decided"; status: UserStatus } | { kind: "user" };

/** Reads users waiting for approval. */
export interface WaitingStore {
  /** Oldest first, at most `limit`. Eventually consistent: it may miss a write of the last second. One call. */
  list(limit: number, after: After | undefined): Promise<{ approvals: Waiting[]; more: boolean }>;
}

/** Writes votes and decisions. One call each. */
export interface ApprovalStore {
  /** Adds a vote, unless this voter has voted already or the approval is decided. */
  vote(userId: string, voter: string): Promise<VoteOutcome>;
  /**
   * Updates approval, user and counters, and removes the votes, in one transaction. @returns why nothing was written, if
   * so.
   */
  decide(decision: Decision): Promise<Obstacle | undefined>;
}

/** {@link WaitingStore} on DynamoDB. @param table of the approvals. */
export function waitingStore(client: DynamoDBClient, table: string): WaitingStore {
  return {
    async list(limit, after) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: "status",
          KeyConditionExpression: "#status = :pending",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: toAttributes({ ":pending": "pending" }),
          // One more than needed shows whether there is a next page.
          Limit: limit + 1,
          ExclusiveStartKey: after && toAttributes({ ...after, status: "pending" }),
        }),
      );
      const approvals = Items.slice(0, limit).map((item) => toItem(item) as unknown as Waiting);
      return { approvals, more: Items.length > limit };
    },
  };
}

/** {@link ApprovalStore} on DynamoDB. */
export function approvalStore(
  client: DynamoDBClient,
  tables: { approvals: string; users: string },
): ApprovalStore {
  return {
    async vote(userId, voter) {
      const write = randomUUID();
      const command = new UpdateItemCommand({
        TableName: tables.approvals,
        Key: toAttributes({ userId }),
        // A set: concurrent votes do not overwrite each other.
        UpdateExpression: "ADD voters :vote SET lastVote = :write",
        ConditionExpression: "#status = :pending AND NOT contains(voters, :voter)",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: toAttributes({
          ...{ ":vote": new Set([voter]), ":voter": voter, ":write": write, ":pending": "pending" },
        }),
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      try {
        const { Attributes } = await retryConflicts(() => client.send(command));
        return { counted: true, state: stateOf(toItem(Attributes) ?? {}) };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const item = toItem(error.Item);
        // A retry by the SDK after a lost response finds its own vote.
        if (item?.["lastVote"] === write) return { counted: true, state: stateOf(item) };
        return defined({ counted: false as const, state: item && stateOf(item) });
      }
    },

    async decide(decision) {
      const refusals = await transact(client, [
        decideApproval(tables.approvals, decision),
        decideUser(tables.users, decision),
        ...(decision.status === "approved" ? [addToStats(tables.users, { approved: 1 })] : []),
      ]);
      if (refusals === undefined) return undefined;
      const [approval] = refusals;
      if (approval?.refused !== true) return { kind: "user" };
      return approval.item === undefined
        ? { kind: "unknown" }
        : { kind: "decided", status: stateOf(approval.item).status };
    },
  };
}

function decideApproval(table: string, { userId, status, by, at, reason }: Decision): TransactWriteItem {
  // The stream carries the correlation id on to the notification.
  const more = Object.entries(defined({ reason, correlationId: correlationId() }));
  return {
    Update: {
      TableName: table,
      Key: toAttributes({ userId }),
      // Votes are only kept as long as they are needed: a decided approval names the one who decided.
      UpdateExpression: `SET #status = :status, decidedAt = :at, decidedBy = :by${more.map(([name]) => `, ${name} = :${name}`).join("")} REMOVE voters, lastVote`,
      ConditionExpression: "#status = :pending",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: toAttributes({
        ...{ ":status": status, ":at": at, ":by": by, ":pending": "pending" },
        ...Object.fromEntries(more.map(([name, value]) => [`:${name}`, value])),
      }),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    },
  };
}

function decideUser(table: string, { userId, status, at }: Decision): TransactWriteItem {
  const approved = status === "approved";
  return {
    Update: {
      TableName: table,
      Key: toAttributes({ userId }),
      UpdateExpression: `SET #status = :status, version = version + :one${approved ? ", approvedAt = :at" : ""}`,
      ConditionExpression: "#status = :pending",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: toAttributes({
        ...{ ":status": status, ":one": 1, ":pending": "pending" },
        ":at": approved ? at : undefined,
      }),
    },
  };
}

function stateOf({ status, voters }: Item): ApprovalState {
  return { status: status as UserStatus, voters: [...((voters ?? []) as Iterable<string>)] };
}
