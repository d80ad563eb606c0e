import * as os from "node:os";

import { releaseSteps, type Release } from "../operations/ledger";
import type { Platform } from "./platform";
import { messageOf, ReleaseRecord, type RecordContext, type ReleaseLedger } from "./record";

/** Whether a release may have changed the stage. */
export function hasBegun({ kind, step }: Pick<Release, "kind" | "step">): boolean {
  if (kind === "rollback" || step === "rollback") return true;
  return releaseSteps.indexOf(step) >= releaseSteps.indexOf("deploy");
}

/** Why these releases cannot be undone; `undefined`: they can. */
export function obstacle(releases: readonly Release[]): string | undefined {
  for (const { id, contract = [], removed = [], ...release } of releases) {
    if (!hasBegun(release)) continue;
    if (contract.length > 0)
      return `earlier releases cannot work with the data since the migration ${contract.join(", ")} of ${id}`;
    if (removed.length > 0) return `${id} removed ${removed.join(", ")}, which earlier releases need`;
  }
  return undefined;
}

/**
 * Ends a release that failed: the aliases back to the versions from before within seconds, then the program of the
 * release before. Before the deployment began, nothing is to be undone.
 * @returns the record: rolled back, or failed where that is unsafe or failed itself.
 */
export async function rollBack(
  record: ReleaseRecord,
  platform: Platform,
  ledger: ReleaseLedger,
  reason: string,
): Promise<Release> {
  const { release } = record;
  const { before, previous } = release;
  if (!hasBegun(release) || before === undefined) return record.end("failed", reason);
  const unsafe = obstacle([release]);
  if (unsafe !== undefined)
    return record.end("failed", `${reason}. Not rolled back: ${unsafe}. Release a fix of this version.`);
  await record.set({ reason });
  await record.begin("rollback", reason);
  const target = previous === undefined ? undefined : await ledger.get(previous);
  try {
    await platform.point(before);
    await record.note("the versions from before serve all calls");
    await platform.reconcile(target?.commit);
    await record.set({ versions: await platform.aliases() });
  } catch (error) {
    await record.stopIfInterrupted(error);
    return record.end("failed", `${reason}. The rollback failed, too: ${messageOf(error)}`);
  }
  if (target === undefined)
    await record.note("only the functions were rolled back: the ledger has no earlier release");
  return record.end("rolled-back", reason);
}

/** The record of a release, or a rollback, whose process died. This host goes on with it. */
export async function takeOver(
  unfinished: Release,
  platform: Platform,
  context: RecordContext,
): Promise<ReleaseRecord> {
  const { hosts = [], startedAt } = unfinished;
  platform.takeOver({ hosts, since: startedAt });
  const record = new ReleaseRecord(unfinished, context);
  await record.set({ hosts: [...new Set([...hosts, os.hostname()])] });
  return record;
}

/** Ends a release or a rollback whose process died. */
export async function endUnfinished(
  record: ReleaseRecord,
  platform: Platform,
  ledger: ReleaseLedger,
): Promise<Release> {
  const { kind, reason = `interrupted in the step ${record.release.step}` } = record.release;
  return kind === "rollback"
    ? returnTo(record, platform, ledger)
    : rollBack(record, platform, ledger, reason);
}

/** Returns to the release that the record of a rollback names. May be repeated. */
export async function returnTo(
  record: ReleaseRecord,
  platform: Platform,
  ledger: ReleaseLedger,
): Promise<Release> {
  const target = await ledger.get(record.release.to ?? "");
  if (target === undefined) return record.end("failed", "the ledger has lost the release to return to");
  try {
    await platform.point(target.versions ?? {});
    await record.note(`the versions of ${target.id} serve all calls`);
    await platform.reconcile(target.commit);
    await record.set({ versions: await platform.aliases() });
  } catch (error) {
    await record.stopIfInterrupted(error);
    return record.end("failed", messageOf(error));
  }
  return record.end("released");
}
