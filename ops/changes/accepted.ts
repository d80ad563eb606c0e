/** A loss that a release means: the one way in which a stateful resource may be replaced or deleted. */
export interface AcceptedChange {
  /** `<type token>::<logical name>` of the resource, exactly, e.g. `aws:sqs/queue:Queue::notifications`. */
  resource: string;
  change: "replace" | "delete";
  /** Why it has to be so, and what becomes of what is in it. */
  reason: string;
  /** Version of the program (package.json) that brings the change. An entry of another version is stale. */
  version: string;
  /** Stages in which it is meant. Default: all. */
  stages?: readonly string[];
}

/**
 * Every accepted loss of the version under way. The one who raises the version removes the entries of the last one:
 * until then each rehearsal and each comment on a change says that they are stale, and fails.
 */
export const accepted: readonly AcceptedChange[] = [];
