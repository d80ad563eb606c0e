import { ResourceNotFoundException } from "@aws-sdk/client-dynamodb";

import { UserError } from "../../common/errors";
import { countErrors, type ErrorCount } from "../checks/postflight/error-logs";
import { healthSince, type Health } from "../health";
import { healthRows } from "../health/text";
import { Ledger, type Release } from "../operations/ledger";
import { holderOf } from "../operations/lock";
import { OperationsTable } from "../operations/table";
import { hasBegun } from "../release/undo";
import type { Stage } from "../stages/stage";
import type { Escalation, Fact, Moment } from "./form";

/** Options of the functions that fill in the form. */
export interface EscalateOptions {
  signal: AbortSignal;
  /** Default: the current time. */
  now?: Date;
}

/**
 * Fills in the form for a release.
 * @param id default: the newest release or rollback that failed, was rolled back or was lost.
 * @throws UserError when there is none.
 */
export async function escalateRelease(
  stage: Stage,
  id: string | undefined,
  options: EscalateOptions,
): Promise<Escalation> {
  const all = await releasesOf(stage, options.signal);
  const lost = await lostRelease(stage, all, options.now);
  const release = chosen(stage, all, id, lost);
  return releaseEscalation(stage, release, { ...options, lost: release === lost });
}

/** The release whose process died: it is on record as running, and nobody holds the lock. */
export async function lostRelease(
  stage: Stage,
  all: readonly Release[],
  now = new Date(),
): Promise<Release | undefined> {
  const running = all.find(({ status }) => status === "running");
  if (running === undefined) return undefined;
  const holder = await holderOf(OperationsTable.of(stage), "release", now.getTime());
  return holder === undefined ? running : undefined;
}

/**
 * The form for one release.
 * @param lost whether its process died.
 */
export async function releaseEscalation(
  stage: Stage,
  release: Release,
  { signal, now = new Date(), lost }: EscalateOptions & { lost: boolean },
): Promise<Escalation> {
  const since = new Date(release.startedAt);
  const [errors, health] = await Promise.all([
    readable(countErrors(stage, since, signal), signal),
    readable(healthSince(stage, since, { signal, until: now }), signal),
  ]);
  const { kind, status, step, endedAt, events } = release;
  const shown = lost ? "lost" : status;
  const ended = endedAt === undefined ? [] : [{ at: endedAt, text: `the ${kind} ended: ${status}` }];
  return {
    ...{ stage: stage.name, at: now.toISOString(), about: "release" },
    issue: [...releaseFacts(`${kind} (${shown})`, release), { label: "Step", value: step }],
    severity: (lost || status === "failed") && hasBegun(release) ? "critical" : severityOfEnded(shown),
    impact: health instanceof Error ? [notRead("Health", health)] : impactOf(health),
    rootCause: [
      {
        label: "Reason on record",
        value: lost ? `the process ended in the step ${step}` : (release.reason ?? null),
      },
      ...(errors instanceof Error ? [notRead("Errors in the log", errors)] : errors.errors.map(errorFact)),
    ],
    resolution: resolutionOf(release, lost),
    timeline: inOrder([
      { at: release.committedAt, text: "time of the commit" },
      { at: release.startedAt, text: `the ${kind} began` },
      ...events.map(({ at, step: during, message }) => ({ at, text: `${during}: ${message}` })),
      ...ended,
      ...(health instanceof Error ? [] : firing(health)),
    ]),
  };
}

/** What was read, or why it could not be: what cannot be read in an outage is no reason to have no form. */
async function readable<T>(work: Promise<T>, signal: AbortSignal): Promise<T | Error> {
  try {
    return await work;
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  }
}

const notRead = (label: string, { message }: Error): Fact => ({ label, value: `not read: ${message}` });

function errorFact({ functionName, code, count }: ErrorCount): Fact {
  return { label: "Errors in the log since it began", value: `${String(count)} × ${functionName} ${code}` };
}

function resolutionOf({ status, to, previous }: Release, lost: boolean): Fact[] {
  if (lost)
    return [{ label: "Next step", value: "run the workflow again: the next release ends this one first" }];
  return status === "rolled-back" ? [{ label: "Rolled back to", value: to ?? previous ?? null }] : [];
}

function severityOfEnded(status: Release["status"] | "lost"): Escalation["severity"] {
  return ["failed", "rolled-back", "lost"].includes(status) ? "warning" : null;
}

/** All releases and rollbacks of a stage, newest first. None before the first deployment. */
export async function releasesOf(stage: Stage, signal: AbortSignal): Promise<Release[]> {
  const all: Release[] = [];
  try {
    for await (const release of new Ledger(OperationsTable.of(stage)).releases()) {
      signal.throwIfAborted();
      all.push(release);
    }
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
  return all;
}

function chosen(
  { name }: Stage,
  all: readonly Release[],
  id: string | undefined,
  lost: Release | undefined,
): Release {
  const release = all.find((one) =>
    id === undefined
      ? one.status === "failed" || one.status === "rolled-back" || one === lost
      : one.id === id,
  );
  if (release !== undefined) return release;
  throw new UserError(
    id === undefined
      ? `no release of the stage "${name}" failed or was rolled back`
      : `the stage "${name}" has no release "${id}"`,
    id === undefined
      ? "Give --release <id>, --alarm <name>, --firing or --cost."
      : `The ids: npm run report -- --stack ${name} --json`,
  );
}

/** What a release is. @param label text of ours, before its id. */
export function releaseFacts(label: string, { id, version, commit, by, versions = {} }: Release): Fact[] {
  const functions = Object.entries(versions).map(([name, number]) => `${name}:${number}`);
  return [
    { label, value: id },
    { label: "Version", value: `${version}, commit ${commit}, by ${by}` },
    ...(functions.length === 0 ? [] : [{ label: "Function versions", value: functions.join(", ") }]),
  ];
}

/** What is measured of the users' side, and what a person knows. */
export function impactOf(health: Health): Fact[] {
  return [
    { label: "What users notice", value: null },
    { label: "Measured from", value: `${health.since} to ${health.until}` },
    ...healthRows(health).map(([label, value]) => ({ label, value })),
  ];
}

/** The alarms that fire, as moments. */
export function firing({ alarms }: Health): Moment[] {
  return alarms.map(({ name, since, reason }) => ({ at: since, text: `alarm ${name} fired: ${reason}` }));
}

/** Oldest first. */
export function inOrder(moments: readonly Moment[]): Moment[] {
  return [...moments].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
