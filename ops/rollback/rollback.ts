import * as os from "node:os";

import { UserError } from "../../common/errors";
import type { FunctionVersions, Release } from "../operations/ledger";
import type { DeploymentPlan, Platform } from "../release/platform";
import { ReleaseRecord, type ReleaseLedger } from "../release/record";
import type { Operation } from "../release/release";
import { endUnfinished, hasBegun, obstacle, returnTo, takeOver } from "../release/undo";

/** What {@link rollback} needs. */
export interface RollbackArgs extends Operation {
  /** Id or version of an earlier release. Default: the release before the one that serves. */
  to?: string | undefined;
}

/** What a rollback would do. Serializable as JSON. */
export interface RollbackPlan {
  to: Pick<Release, "id" | "version" | "commit">;
  /** A release that was interrupted, which the rollback ends first. */
  unfinished?: string;
  aliases: readonly { function: string; from: string; to: string }[];
  /** What the program of that release changes then: number of resources by action. */
  changes: DeploymentPlan["changes"];
}

/**
 * Says what a rollback would do. Changes nothing.
 * @throws UserError when it would be refused.
 */
export async function planRollback(args: Omit<RollbackArgs, "lock" | "by">): Promise<RollbackPlan> {
  const platform = args.platform(args.signal);
  const unfinished = await args.ledger.running();
  const { target, before } = await choose(args.ledger, platform, args.to);
  return {
    to: { id: target.id, version: target.version, commit: target.commit },
    ...(unfinished !== undefined && { unfinished: unfinished.id }),
    aliases: Object.entries(target.versions ?? {}).map(([name, to]) => ({
      ...{ function: name, from: before[name] ?? "none", to },
    })),
    changes: (await platform.previewOf(target.commit)).changes,
  };
}

/**
 * Returns to an earlier release: the aliases within seconds, then its program. Ends an interrupted release first; unless
 * another one is named, that is all.
 * @returns the record, also of a rollback that failed.
 * @throws UserError when it is refused; nothing is changed then.
 */
export async function rollback(args: RollbackArgs): Promise<Release> {
  const { ledger, progress, by, now = () => new Date() } = args;
  const lease = await args.lock();
  try {
    const platform = args.platform(AbortSignal.any([args.signal, lease.signal]));
    const context = { ledger, lease, signal: args.signal, progress, now };
    const unfinished = await ledger.running();
    if (unfinished !== undefined) {
      const record = await takeOver(unfinished, platform, context);
      const ended = await endUnfinished(record, platform, ledger);
      if (args.to === undefined && hasBegun(unfinished)) return ended;
    }
    const { target, current, before } = await choose(ledger, platform, args.to);
    const startedAt = now().toISOString();
    const record = new ReleaseRecord(
      {
        id: `${startedAt}-${target.commit.slice(0, 7)}`,
        kind: "rollback",
        status: "running",
        step: "rollback",
        version: target.version,
        commit: target.commit,
        committedAt: target.committedAt,
        ...{ by, hosts: [os.hostname()], startedAt, to: target.id, before },
        ...(current !== undefined && { previous: current.id }),
        events: [],
      },
      context,
    );
    await record.begin("rollback", `to ${target.id}`);
    return await returnTo(record, platform, ledger);
  } finally {
    await lease.release();
  }
}

/** The release to return to. @throws UserError when there is none, and when it is not safe. */
async function choose(
  ledger: ReleaseLedger,
  platform: Platform,
  to: string | undefined,
): Promise<{ target: Release; current: Release | undefined; before: FunctionVersions }> {
  const records: Release[] = [];
  for await (const release of ledger.releases()) records.push(release);
  const current = records.find(({ status }) => status === "released");
  const target = to === undefined ? earlier(records, current) : named(records, to);
  const since = records.slice(0, records.indexOf(target)).filter(({ status }) => status !== "rolled-back");
  if (since.filter(hasBegun).length === 0)
    throw new UserError(
      `${target.id} serves already`,
      "Name an earlier release. They are in: npm run report",
    );
  const unsafe = obstacle(since);
  if (unsafe !== undefined)
    throw new UserError(
      `a rollback to ${target.id} is not safe: ${unsafe}`,
      "Release a fix of this version.",
    );
  const missing = await platform.missing(target.versions ?? {});
  if (missing.length > 0)
    throw new UserError(
      `versions of ${target.id} do not exist any more: ${missing.join(", ")}`,
      `Release its commit again: git checkout ${target.commit}, then npm run release.`,
    );
  return { target, current, before: await platform.aliases() };
}

/** The release before the one that serves; after one that failed and was not rolled back, the one before that. */
function earlier(records: readonly Release[], current: Release | undefined): Release {
  const byId = (id: string | undefined) => records.find((one) => one.id === id);
  const broken = records.find((one) => one.status !== "rolled-back" && hasBegun(one));
  if (current !== undefined && broken?.status === "failed") return current;
  let shown = current;
  while (shown?.kind === "rollback") shown = byId(shown.to);
  const target = byId(shown?.previous);
  if (target !== undefined) return target;
  throw new UserError("the ledger has no earlier release", "See: npm run report -- --stack <stage>");
}

function named(records: readonly Release[], to: string): Release {
  const released = records.filter(({ status }) => status === "released");
  const target = released.find(({ id, version }) => id === to || version === to);
  if (target !== undefined) return target;
  const last = released.slice(0, 5).map(({ id, version }) => `${id} (${version})`);
  throw new UserError(
    `the ledger has no release "${to}"`,
    `The last ones: ${last.join(", ") || "none"}. All: npm run report`,
  );
}
