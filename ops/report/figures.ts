import type { Release } from "../operations/ledger";

/** The four delivery figures (DORA) over a time. `null`: nothing to calculate it from. */
export interface Figures {
  days: number;
  /** Releases that began to serve, per week. Rollbacks do not count. */
  releasesPerWeek: number;
  /** Median hours from the commit until it was released. */
  leadTimeHours: number | null;
  /** Percentage of the deployments that failed, or that a rollback took back. */
  failureRate: number | null;
  /** Median hours from the start of a failed deployment until users had a working release again. */
  restoreHours: number | null;
}

const HOUR = 3_600_000;
const hours = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / HOUR;

/** Calculates the figures from the releases of a time. @param releases newest first. @param now end of the time. */
export function figuresOf(all: readonly Release[], days: number, now: Date): Figures {
  const start = now.getTime() - days * 24 * HOUR;
  const ended = all.filter(({ status }) => status !== "running");
  const inTime = ended.filter(({ startedAt }) => Date.parse(startedAt) >= start);
  const deployments = inTime.filter(({ kind }) => kind === "release");
  const released = deployments.filter(({ status }) => status === "released");
  const failed = deployments.filter((one) => one.status !== "released" || wasTakenBack(one, ended));
  return {
    days,
    releasesPerWeek: (released.length * 7) / days,
    leadTimeHours: median(
      released.map(({ committedAt, startedAt, endedAt }) => hours(committedAt, endedAt ?? startedAt)),
    ),
    failureRate: deployments.length === 0 ? null : (100 * failed.length) / deployments.length,
    restoreHours: median(failed.flatMap((one) => restoredAfter(one, ended) ?? [])),
  };
}

/** Whether a rollback followed while the release served. */
function wasTakenBack(release: Release, all: readonly Release[]): boolean {
  return all.some(
    ({ kind, status, previous }) => kind === "rollback" && status === "released" && previous === release.id,
  );
}

/** Hours from the start of a failed deployment until a release served again. `undefined`: none has yet. */
function restoredAfter(failed: Release, all: readonly Release[]): number | undefined {
  // It was rolled back itself.
  if (failed.status === "rolled-back" && failed.endedAt !== undefined)
    return hours(failed.startedAt, failed.endedAt);
  const next = all
    .filter(({ status, startedAt }) => status === "released" && startedAt > failed.startedAt)
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt))[0];
  return next === undefined ? undefined : hours(failed.startedAt, next.endedAt ?? next.startedAt);
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
