import type { Stage } from "../stages/stage";

/** What a prune may delete. */
export type UnusedKind = "version" | "photo" | "upload" | "table" | "log group" | "parameter";

/** Something that nothing uses, as far as the list says. */
export interface Unused {
  kind: UnusedKind;
  /** Physical name; `<function>:<number>` of a version, the key of a photo. */
  name: string;
  /** Absent where AWS does not say. */
  bytes?: number;
  /** Why nothing uses it. */
  why: string;
  /** Why it is not deleted, with what a person can do. Default: it is. */
  keep?: string;
  /** Deletes it, unless it is used by now. @returns why it was kept, or undefined. */
  remove: () => Promise<string | undefined>;
}

/** What lists of unused things need. */
export interface PruneContext {
  stage: Stage;
  /** Names of the resources that the stack owns, by type. */
  owned: ReadonlyMap<string, ReadonlySet<string>>;
  signal: AbortSignal;
  /** Current time, ms. */
  now: number;
  /** Releases of the ledger, newest first, whose function versions are kept. */
  keepReleases: number;
  /** Age from which a table that `restore` made counts as unused, days. */
  restoredDays: number;
  /** Whether tables that are not empty are deleted, after a backup. */
  tablesWithData: boolean;
}

const DAY = 86_400_000;

/** Whether something is younger than some days, or its age is unknown. It may belong to a deployment that runs now. */
export function isYoung(created: Date | undefined, now: number, days = 1): boolean {
  return created === undefined || now - created.getTime() < days * DAY;
}

/** Whether AWS answered that something does not exist: somebody else has deleted it. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && /NotFound/.test(error.name);
}
