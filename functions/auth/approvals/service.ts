import { defined } from "../../shared/defined";
import { decodeCursor, encodeCursor, pageLimit, type CursorContext } from "../../shared/cursor";
import type { Caller } from "../../shared/caller";
import { ApiError, forbidden } from "../../shared/errors";
import { isUserId, USER_ID } from "../../shared/ids";
import type { ApprovalState, ApprovalStore, Obstacle, Waiting, WaitingStore } from "./store";

/** Dependencies of the approval rules. */
export interface ApprovalDeps {
  store: ApprovalStore;
  /** Called when a decision was written. */
  onDecided: (status: "approved" | "rejected") => void;
  /** Epoch ms. */
  now: () => number;
}

const CURSOR: CursorContext<"userId" | "requestedAt"> = {
  list: "pendingApprovals",
  partition: "pending",
  fields: { userId: USER_ID, requestedAt: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/ },
};

/**
 * Lists users waiting for approval, oldest first.
 * @param limit validated by the `page` schema. Default: 50.
 * @throws ApiError BAD_REQUEST for an invalid cursor.
 */
export async function waiting(
  store: WaitingStore,
  { limit, cursor }: { limit?: string | undefined; cursor?: string | undefined },
): Promise<{ approvals: Waiting[]; nextCursor?: string }> {
  const { approvals, more } = await store.list(pageLimit(limit), decodeCursor(cursor, CURSOR));
  const last = approvals.at(-1);
  if (!more || last === undefined) return { approvals };
  const { userId, requestedAt } = last;
  return { approvals, nextCursor: encodeCursor({ userId, requestedAt }, CURSOR) };
}

/**
 * Votes to approve a user. The vote of an admin is enough; otherwise `required` members must vote, once each. If
 * writing the decision fails after the last vote was counted, any further vote, or the same voter's retry, writes it.
 * @returns the status of the user: approved, or pending while votes are missing.
 * @throws ApiError FORBIDDEN for one's own approval, NOT_FOUND, CONFLICT for a second vote or a decided approval.
 */
export async function approve(
  { store, onDecided, now }: ApprovalDeps,
  caller: Pick<Caller, "userId" | "role">,
  userId: string,
  required: number,
): Promise<"approved" | "pending"> {
  if (caller.userId === userId) throw forbidden("You cannot approve yourself.");
  known(userId);
  const at = new Date(now()).toISOString();
  // A single vote is enough: decide without counting it first.
  if (caller.role !== "admin" && required > 1) {
    const vote = await store.vote(userId, caller.userId);
    const state = vote.counted ? vote.state : unfinished(vote.state, caller.userId, required);
    if (state.voters.length < required) return "pending";
  }
  const obstacle = await store.decide({ userId, status: "approved", by: caller.userId, at });
  if (obstacle === undefined) onDecided("approved");
  // A concurrent vote may have written the same decision first.
  const decidedByVotes = obstacle?.kind === "decided" && obstacle.status === "approved";
  if (obstacle !== undefined && !(decidedByVotes && caller.role !== "admin" && required > 1)) {
    throw refusal(obstacle);
  }
  return "approved";
}

/**
 * Rejects a user who is waiting for approval.
 * @param reason is stored with the decision and sent to the user.
 * @throws ApiError NOT_FOUND, CONFLICT for a decided approval.
 */
export async function reject(
  { store, onDecided, now }: ApprovalDeps,
  caller: Pick<Caller, "userId">,
  userId: string,
  reason: string | undefined,
): Promise<void> {
  known(userId);
  const at = new Date(now()).toISOString();
  const obstacle = await store.decide(
    defined({ userId, status: "rejected" as const, by: caller.userId, at, reason }),
  );
  if (obstacle !== undefined) throw refusal(obstacle);
  onDecided("rejected");
}

/** Rejects malformed ids before they reach DynamoDB. */
function known(userId: string): void {
  if (!isUserId(userId)) throw refusal({ kind: "unknown" });
}

/** The state after a vote that was counted earlier, if its decision is still to be written. */
function unfinished(state: ApprovalState | undefined, voter: string, required: number): ApprovalState {
  if (state === undefined) throw refusal({ kind: "unknown" });
  if (state.status !== "pending") throw refusal({ kind: "decided", status: state.status });
  if (state.voters.includes(voter) && state.voters.length >= required) return state;
  throw new ApiError("CONFLICT", "You have already voted for this user.");
}

function refusal(obstacle: Obstacle): ApiError {
  switch (obstacle.kind) {
    case "unknown":
      return new ApiError("NOT_FOUND", "No approval request for this user.");
    case "decided":
      return new ApiError("CONFLICT", `The user is already ${obstacle.status}.`);
    case "user":
      return new ApiError("CONFLICT", "The user is no longer waiting for approval.");
  }
}
