/** Deletes what a stage no longer needs. */
import { Failure, UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import { takeLock } from "../operations/lock";
import { OperationsTable } from "../operations/table";
import { withAwsErrors } from "../stages/aws-errors";
import { stackResources } from "../stages/engine";
import type { Stage } from "../stages/stage";
import { abandonedUploads, orphanedPhotos } from "./photos";
import { unownedTables } from "./tables";
import { unownedLogGroups, unownedParameters } from "./unowned";
import type { PruneContext, Unused } from "./unused";
import { unusedVersions } from "./versions";

export { pruneText } from "./text";

/** What to prune. */
export interface PruneOptions {
  /** Delete. Default: only list. */
  remove?: boolean;
  /** Releases of the ledger whose function versions are kept. Default: 5. */
  keepReleases?: number;
  /** Age from which a table that `restore` made counts as unused, days. Default: 7. */
  restoredDays?: number;
  /** Also delete tables that are not empty, after a backup. Default: false. */
  tablesWithData?: boolean;
  /** Current time, ms. Default: the system's. */
  now?: number;
}

/** Something unused, and what happened to it. */
export type Pruned = Omit<Unused, "keep" | "remove"> & {
  outcome: "listed" | "deleted" | "kept" | "failed";
  /** Why it was kept, or could not be deleted. */
  reason?: string;
};

/** What a prune found and did. */
export interface PruneReport {
  stage: string;
  /** Whether it was to delete. */
  remove: boolean;
  /** Whether nothing failed. */
  passed: boolean;
  items: Pruned[];
}

const sources = [
  unusedVersions,
  orphanedPhotos,
  abandonedUploads,
  unownedTables,
  unownedLogGroups,
  unownedParameters,
] as const;

const REMEDY = "Fix the cause and run the command again.";

/**
 * Lists, and deletes if asked to, what nothing of a stage uses: old function versions, photos without a profile,
 * abandoned uploads, and tables, log groups and parameters that the stack does not own.
 * @throws UserError when a release runs: it may begin to use what this deletes.
 */
export async function pruneStage(
  stage: Stage,
  { remove = false, ...options }: PruneOptions,
  { signal, progress }: { signal: AbortSignal; progress: Progress },
): Promise<PruneReport> {
  return withAwsErrors(async () => {
    progress.step(`Reading the state of ${stage.name}`);
    const lease = remove ? await takeLock(OperationsTable.of(stage), "release") : undefined;
    const stop = lease === undefined ? signal : AbortSignal.any([signal, lease.signal]);
    const items: Pruned[] = [];
    try {
      const owned = await ownedNames(stage);
      const context = {
        ...{ keepReleases: 5, restoredDays: 7, tablesWithData: false, now: Date.now() },
        ...options,
        ...{ stage, owned, signal: stop },
      };
      await pruneAll(context, remove, progress, items);
      return { stage: stage.name, remove, passed: items.every(({ outcome }) => outcome !== "failed"), items };
    } catch (error) {
      lease?.signal.throwIfAborted();
      if (signal.aborted)
        throw new Failure("interrupted", "What was deleted is deleted. Run the command again to go on.");
      if (
        items.some(({ outcome }) => outcome === "deleted") &&
        error instanceof Error &&
        "$metadata" in error
      )
        throw new Failure(`AWS refused: ${error.name}: ${error.message}`, REMEDY);
      throw error;
    } finally {
      await lease?.release();
    }
  }, REMEDY);
}

/** @param items gets what was found, in turn. */
async function pruneAll(
  context: PruneContext,
  remove: boolean,
  progress: Progress,
  items: Pruned[],
): Promise<void> {
  for (const source of sources)
    for await (const unused of source(context)) {
      context.signal.throwIfAborted();
      const { keep, remove: _remove, ...found } = unused;
      if (remove && keep === undefined) progress.detail(`Deleting ${found.name}`);
      items.push({ ...found, ...(await outcomeOf(unused, remove, context.signal)) });
    }
}

/** Deletes something. A failure does not stop the others. */
async function outcomeOf(
  unused: Unused,
  remove: boolean,
  signal: AbortSignal,
): Promise<Pick<Pruned, "outcome" | "reason">> {
  if (unused.keep !== undefined) return { outcome: "kept", reason: unused.keep };
  if (!remove) return { outcome: "listed" };
  try {
    const reason = await unused.remove();
    return reason === undefined ? { outcome: "deleted" } : { outcome: "kept", reason };
  } catch (error) {
    if (signal.aborted || !(error instanceof Error) || !("$metadata" in error || error instanceof UserError))
      throw error;
    return { outcome: "failed", reason: `${error.name}: ${error.message}` };
  }
}

/** Names of the resources of the stack by type. @throws UserError for a stack without resources: all would count as unused. */
async function ownedNames(stage: Stage): Promise<Map<string, Set<string>>> {
  const owned = new Map<string, Set<string>>();
  for (const { type, id } of await stackResources(await stage.stack()))
    owned.set(type, (owned.get(type) ?? new Set()).add(id));
  if (owned.size === 0)
    throw new UserError(
      `the stack of "${stage.name}" has no resources`,
      "Without it, nobody can say what is unused. Deploy the stage first.",
    );
  return owned;
}
