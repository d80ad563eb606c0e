import { defined } from "../../shared/defined";
import { decodeCursor, encodeCursor, pageLimit, type CursorContext } from "../../shared/cursor";
import type { Caller } from "../../shared/caller";
import { ApiError, forbidden } from "../../shared/errors";
import { isUserId, USER_ID } from "../../shared/ids";
import type { ApprovalState, ApprovalStore, Obstacle, Waiting, WaitingStore } from "./store";

/** What approvals need. */
export interface ApprovalDeps {
  store: ApprovalStore;
  /** Epoch ms. */
  now: () => number;
}

/** A page of those who wait. */
export interface WaitingPage {
  approvals: Waiting[];
  /** Where the next page begins, when there is one. */
  nextCursor?: string;
}

const CURSOR: CursorContext<"userId" | "requestedAt"> = {
  list: "pendingApprovals",
  partition: "pending",
  fields: { userId: USER_ID, requestedAt: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/ },
};

/**
 * Who waits for approval, oldest first.
 * @param limit entries of the page, as its schema let it through. Default: 50.
 * @throws ApiError BAD_REQUEST for a cursor that this list did not give.
 */
export async function waiting(
  store: WaitingStore,
  { limit, cursor }: { limit?: string | undefined; cursor?: string | undefined },
): Promise<WaitingPage> {
  const { approvals, more } = await store.list(pageLimit(limit), decodeCursor(cursor, CURSOR));
  const last = approvals.at(-1);
  if (!more || last === undefined) return { approvals };
  const { userId, requestedAt } = last;
  return { approvals, nextCursor: encodeCursor({ userId, requestedAt }, CURSOR) };
}

/**
 * Vouches for somebody. An admin decides alone; members decide by `required` votes, one each. A vote that was counted
 * before the decision could be written is not lost: the same voter's next attempt, or anybody's vote, writes it.
 * @returns how the user stands now: approved, or pending while votes are missing.
 * @throws ApiError FORBIDDEN for one's own approval, NOT_FOUND, CONFLICT for a second vote or where it is decided.
 */
export async function approve(
  { store, now }: ApprovalDeps,
  caller: Pick<Caller, "userId" | "role">,
  userId: string,
  required: number,
): Promise<"approved" | "pending"> {
  if (caller.userId === userId) throw forbidden("Nobody vouches for themselves.");
  known(userId);
  const at = new Date(now()).toISOString();
  // Where one vote is enough it need not be counted first.
  if (caller.role !== "admin" && required > 1) {
    const vote = await store.vote(userId, caller.userId, at);
    const state = vote.counted ? vote.state : unfinished(vote.state, caller.userId, required);
    if (state.voters.length < required) return "pending";
  }
  const obstacle = await store.decide({ userId, status: "approved", by: caller.userId, at });
  // With several votes at once, another of them may have been first to write what all of them decided.
  const decidedByVotes = obstacle?.kind === "decided" && obstacle.status === "approved";
  if (obstacle !== undefined && !(decidedByVotes && caller.role !== "admin" && required > 1)) {
    throw refusal(obstacle);
  }
  return "approved";
}

/**
 * Refuses somebody who waits.
 * @param reason is kept with the decision, and told to the person.
 * @throws ApiError NOT_FOUND, CONFLICT where it is decided.
 */
export async function reject(
  { store, now }: ApprovalDeps,
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
}

/** An id that is none is of nobody; a table would take no key of any length. */
function known(userId: string): void {
  if (!isUserId(userId)) throw refusal({ kind: "unknown" });
}

/** A vote that was not counted, but is among enough votes whose decision is still to be written. */
function unfinished(state: ApprovalState | undefined, voter: string, required: number): ApprovalState {
  if (state === undefined) throw refusal({ kind: "unknown" });
  if (state.status !== "pending") throw refusal({ kind: "decided", status: state.status });
  if (state.voters.includes(voter) && state.voters.length >= required) return state;
  throw new ApiError("CONFLICT", "You have vouched for them before.");
}

function refusal(obstacle: Obstacle): ApiError {
  switch (obstacle.kind) {
    case "unknown":
      return new ApiError("NOT_FOUND", "Nobody of this id waits for approval.");
    case "decided":
      return new ApiError("CONFLICT", `This is decided: they are ${obstacle.status}.`);
    case "user":
      return new ApiError("CONFLICT", "This account no longer waits for approval.");
  }
}
