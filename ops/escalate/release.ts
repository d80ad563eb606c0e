import { UserError } from "../../common/errors";
import { countErrors } from "../checks/postflight/error-logs";
import { healthSince, type Health } from "../health";
import { healthRows } from "../health/text";
import { Ledger, type Release } from "../operations/ledger";
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
 * @param id default: the newest release or rollback that failed or was rolled back.
 * @throws UserError when there is none.
 */
export async function escalateRelease(
  stage: Stage,
  id: string | undefined,
  { signal, now = new Date() }: EscalateOptions,
): Promise<Escalation> {
  const release = chosen(stage, await releasesOf(stage, signal), id);
  const since = new Date(release.startedAt);
  const [{ errors }, health] = await Promise.all([
    countErrors(stage, since, signal),
    healthSince(stage, since, { signal, until: now }),
  ]);
  const { reason, kind, status, step, endedAt } = release;
  const ended = endedAt === undefined ? [] : [{ at: endedAt, text: `the ${kind} ended: ${status}` }];
  return {
    ...{ stage: stage.name, at: now.toISOString(), about: "release" },
    issue: [...releaseFacts(`${kind} (${status})`, release), { label: "Step", value: step }],
    severity: status === "failed" && hasBegun(release) ? "critical" : severityOfEnded(status),
    impact: impactOf(health),
    rootCause: [
      { label: "Reason on record", value: reason ?? null },
      ...errors.map(({ functionName, code, count }) => ({
        label: "Errors in the log since it began",
        value: `${String(count)} × ${functionName} ${code}`,
      })),
    ],
    resolution:
      status === "rolled-back"
        ? [{ label: "Rolled back to", value: release.to ?? release.previous ?? null }]
        : [],
    timeline: inOrder([
      { at: release.committedAt, text: "time of the commit" },
      { at: release.startedAt, text: `the ${kind} began` },
      ...release.events.map(({ at, step: during, message }) => ({ at, text: `${during}: ${message}` })),
      ...ended,
      ...firing(health),
    ]),
  };
}

function severityOfEnded(status: Release["status"]): Escalation["severity"] {
  return status === "failed" || status === "rolled-back" ? "warning" : null;
}

/** All releases and rollbacks of a stage, newest first. */
export async function releasesOf(stage: Stage, signal: AbortSignal): Promise<Release[]> {
  const all: Release[] = [];
  for await (const release of new Ledger(OperationsTable.of(stage)).releases()) {
    signal.throwIfAborted();
    all.push(release);
  }
  return all;
}

function chosen({ name }: Stage, all: readonly Release[], id: string | undefined): Release {
  const release = all.find((one) =>
    id === undefined ? one.status === "failed" || one.status === "rolled-back" : one.id === id,
  );
  if (release !== undefined) return release;
  throw new UserError(
    id === undefined
      ? `no release of the stage "${name}" failed or was rolled back`
      : `the stage "${name}" has no release "${id}"`,
    id === undefined
      ? "Give --release <id>, --alarm <name> or --cost."
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
