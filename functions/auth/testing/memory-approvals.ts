/* eslint-disable @typescript-eslint/require-await -- implements asynchronous interfaces */
import { defined } from "../../shared/defined";
import type { UserStatus } from "../../shared/schemas";
import type { ApprovalState, ApprovalStore, Decision, Waiting, WaitingStore } from "../approvals/store";

/** An approval with its votes and decision. */
interface Approval extends Waiting {
  votes: Set<string>;
  decision?: Decision;
}

/** The stores of approvals in memory. store.test.ts runs the same tests on it as on DynamoDB. */
export class MemoryApprovals implements ApprovalStore, WaitingStore {
  readonly approvals = new Map<string, Approval>();
  readonly users = new Map<string, { status: UserStatus; version: number; approvedAt?: string }>();
  readonly stats = { approved: 0 };

  /** Adds a user waiting for approval. */
  add(waiting: Waiting): void {
    this.approvals.set(waiting.userId, { ...waiting, votes: new Set() });
    this.users.set(waiting.userId, { status: waiting.status, version: 1 });
  }

  list: WaitingStore["list"] = async (limit, after) => {
    const place = ({ requestedAt, userId }: Pick<Waiting, "requestedAt" | "userId">) => requestedAt + userId;
    const waiting = [...this.approvals.values()]
      .filter(({ status }) => status === "pending")
      .filter((approval) => after === undefined || place(approval) > place(after))
      .sort((a, b) => (place(a) < place(b) ? -1 : 1));
    return { approvals: waiting.slice(0, limit), more: waiting.length > limit };
  };

  vote: ApprovalStore["vote"] = async (userId, voter) => {
    const approval = this.approvals.get(userId);
    if (approval === undefined) return { counted: false };
    const counted = approval.status === "pending" && !approval.votes.has(voter);
    if (counted) approval.votes.add(voter);
    return { counted, state: stateOf(approval) };
  };

  decide: ApprovalStore["decide"] = async (decision) => {
    const { userId, status, at } = decision;
    const approval = this.approvals.get(userId);
    if (approval === undefined) return { kind: "unknown" };
    if (approval.status !== "pending") return { kind: "decided", status: approval.status };
    const user = this.users.get(userId);
    if (user?.status !== "pending") return { kind: "user" };
    Object.assign(approval, { status, decision, votes: new Set() });
    const approvedAt = status === "approved" ? at : undefined;
    this.users.set(userId, defined({ status, version: user.version + 1, approvedAt }));
    if (status === "approved") this.stats.approved++;
    return undefined;
  };
}

function stateOf({ status, votes }: Approval): ApprovalState {
  return { status, voters: [...votes] };
}
