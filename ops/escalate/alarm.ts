import {
  CloudWatchClient,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
  type AlarmHistoryItem,
  type CompositeAlarm,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import * as z from "zod/mini";

import { UserError } from "../../common/errors";
import type { Severity } from "../../infra/lib/alarms";
import { project } from "../../infra/lib/names";
import { healthSince } from "../health";
import type { Stage } from "../stages/stage";
import type { Escalation, Fact, Moment } from "./form";
import { firing, impactOf, inOrder, releaseFacts, releasesOf, type EscalateOptions } from "./release";

/** Days of the history. */
const DAYS = 7;

/** Composite alarms are left out unless they are asked for. */
const AlarmTypes: ("MetricAlarm" | "CompositeAlarm")[] = ["MetricAlarm", "CompositeAlarm"];

/**
 * Fills in the form for an alarm.
 * @param name with or without project and stage, e.g. `api-slow`.
 * @throws UserError when the stage has no such alarm.
 */
export async function escalateAlarm(
  stage: Stage,
  name: string,
  { signal, now = new Date() }: EscalateOptions,
): Promise<Escalation> {
  const client = new CloudWatchClient(stage.aws);
  const alarm = await alarmOf(client, stage, name, signal);
  const { AlarmName = "", StateValue = "", StateReason = null, AlarmDescription = "" } = alarm;
  const history = await historyOf(client, AlarmName, new Date(now.getTime() - DAYS * 86_400_000), signal);
  const transitioned = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  const firedAt =
    history.find(({ to }) => to === "ALARM")?.at ??
    (StateValue === "ALARM" ? transitioned?.toISOString() : undefined);
  const health =
    firedAt === undefined
      ? undefined
      : await healthSince(stage, new Date(firedAt), { signal, until: now, client });
  const { what, severity, runbook } = described(AlarmDescription);
  return {
    ...{ stage: stage.name, at: now.toISOString(), about: "alarm", severity },
    issue: [
      { label: "Alarm", value: AlarmName },
      { label: "What it means", value: what },
      { label: "State", value: StateValue },
      { label: "Reason of this state", value: StateReason },
      { label: "Fired", value: firedAt ?? null },
      ...(firedAt === undefined ? [] : await servedAt(stage, firedAt, signal)),
    ],
    impact: health === undefined ? [] : impactOf(health),
    rootCause: [],
    resolution: [
      { label: "Runbook", value: runbook },
      { label: "What was done", value: null },
    ],
    timeline: inOrder([
      ...history,
      // Its own entry is in the history.
      ...(health === undefined ? [] : firing(health)).filter(
        ({ text }) => history.length === 0 || !text.startsWith(`alarm ${shortName(AlarmName, stage)} `),
      ),
    ]).map(({ at, text }) => ({ at, text })),
  };
}

async function alarmOf(
  client: CloudWatchClient,
  stage: Stage,
  name: string,
  abortSignal: AbortSignal,
): Promise<MetricAlarm & CompositeAlarm> {
  const physical = shortName(name, stage) === name ? `${project}-${name}-${stage.place.stage}` : name;
  const pages = paginateDescribeAlarms({ client }, { AlarmNames: [physical], AlarmTypes }, { abortSignal });
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages)
    for (const alarm of [...MetricAlarms, ...CompositeAlarms]) return alarm;
  throw new UserError(
    `the stage "${stage.name}" has no alarm ${physical}`,
    "docs/runbooks/README.md lists the alarms.",
  );
}

/** Without project and stage. */
function shortName(name: string, { place }: Stage): string {
  const [prefix, suffix] = [`${project}-`, `-${place.stage}`];
  return name.startsWith(prefix) && name.endsWith(suffix) ? name.slice(prefix.length, -suffix.length) : name;
}

interface Change extends Moment {
  /** The new state. */
  to?: string | undefined;
}

/** The changes of the state, newest first. */
async function historyOf(
  client: CloudWatchClient,
  AlarmName: string,
  StartDate: Date,
  abortSignal: AbortSignal,
): Promise<Change[]> {
  const pages = paginateDescribeAlarmHistory(
    { client },
    { AlarmName, AlarmTypes, StartDate, HistoryItemType: "StateUpdate", ScanBy: "TimestampDescending" },
    { abortSignal },
  );
  const changes: Change[] = [];
  for await (const { AlarmHistoryItems = [] } of pages) changes.push(...AlarmHistoryItems.map(changeOf));
  return changes;
}

const historyData = z.object({
  newState: z.object({ stateValue: z.string(), stateReason: z.optional(z.string()) }),
});

function changeOf({
  Timestamp = new Date(0),
  HistorySummary = "",
  HistoryData = "",
}: AlarmHistoryItem): Change {
  const { stateValue, stateReason } = historyData.safeParse(asJson(HistoryData)).data?.newState ?? {};
  const text = stateReason === undefined ? HistorySummary : `${HistorySummary}: ${stateReason}`;
  return { at: Timestamp.toISOString(), text, to: stateValue };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The parts of the description that infra/lib/alarms/arguments.ts writes. `null`: it has no such part. */
export function described(text: string): {
  what: string | null;
  severity: Severity | null;
  runbook: string | null;
} {
  const severity = /^Severity: (critical|warning)\./m.exec(text)?.[1] as Severity | undefined;
  return {
    what: text.split("\n")[0] || null,
    severity: severity ?? null,
    runbook: /Runbook: (\S+)$/m.exec(text)?.[1] ?? null,
  };
}

/** The release that served at a time, and the one that was being released. */
async function servedAt(stage: Stage, at: string, signal: AbortSignal): Promise<Fact[]> {
  const time = Date.parse(at);
  const all = await releasesOf(stage, signal);
  const served = all.find(
    ({ status, startedAt, endedAt = startedAt }) => status === "released" && Date.parse(endedAt) <= time,
  );
  const during = all.find(
    ({ startedAt, endedAt }) =>
      Date.parse(startedAt) <= time && (endedAt === undefined || Date.parse(endedAt) > time),
  );
  return [
    ...(served === undefined
      ? [{ label: "Release that served then", value: null }]
      : releaseFacts("Release that served then", served)),
    ...(during === undefined ? [] : releaseFacts("Release that ran then", during)),
  ];
}
