/** How a stage does since a time: what its alarms watch, as numbers. */
import { CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";

import { functionErrorRate } from "../../infra/lib/alarms";
import { accountMetrics, apiMetrics, type Metric } from "../../infra/lib/metrics";
import { evaluateExpression } from "../../infra/lib/metrics/expression";
import { physicalName, project, type Place } from "../../infra/lib/names";
import type { Stage } from "../stages/stage";
import { readMetrics, type Summary } from "./metrics";

export { healthText } from "./text";

/** An alarm in the state ALARM. */
export interface FiringAlarm {
  /** Without project and stage, e.g. `api-failing`. */
  name: string;
  /** When it fired, ISO 8601. */
  since: string;
  /** CloudWatch's reason. */
  reason: string;
}

/**
 * The health of a stage since a time. `null`: CloudWatch has no data, e.g. as nobody called the API.
 *
 * AWS publishes the metrics of all functions for the account and region. Stages that share an account, such as dev and
 * staging, share these numbers.
 */
export interface Health {
  stage: string;
  /** ISO 8601. CloudWatch rounds it down to a minute. */
  since: string;
  /** ISO 8601. */
  until: string;
  /** Of all functions. */
  invocations: number | null;
  /** Percentage of the invocations that failed, by the math of the alarm `function-error-rate`. */
  errorRate: number | null;
  /** Invocations that were rejected. */
  throttles: number | null;
  /** Requests to the API. */
  requests: number | null;
  /** Responses with status 5xx. */
  serverErrors: number | null;
  /** Milliseconds: the highest p95 of a period. A period is a minute in the first day, then five minutes, then an hour. */
  latencyP95: number | null;
  /** Alarms of the stage that fire now. */
  alarms: FiringAlarm[];
}

/** Options of {@link healthSince}. */
export interface HealthOptions {
  signal: AbortSignal;
  /** Default: the current time. */
  until?: Date;
  /** Default: a client of the stage. */
  client?: CloudWatchClient;
}

/** Reads the health of a stage. Needs `cloudwatch:GetMetricData` and `cloudwatch:DescribeAlarms`. */
export async function healthSince(
  stage: Pick<Stage, "aws" | "place">,
  since: Date,
  { signal, until = new Date(), client = new CloudWatchClient(stage.aws) }: HealthOptions,
): Promise<Health> {
  const { place } = stage;
  const api = apiMetrics(physicalName("api", place), place.stage);
  const rate = functionErrorRate(physicalName("auth-authorizer", place), place.stage, { invocations: 1 });
  const metrics = {
    ...rate.metrics,
    invocations: accountMetrics.invocations,
    throttles: accountMetrics.throttles,
    requests: api.requests,
    serverErrors: api.serverErrors,
    latencyP95: api.latency.p95,
  } satisfies Record<string, Metric>;
  const [found, alarms] = await Promise.all([
    readMetrics(client, metrics, { since, until }, signal),
    firingAlarms(client, place, signal),
  ]);
  const value = (id: string): Summary => found.get(id);
  const errorRate = evaluateExpression(
    rate.expression,
    Object.fromEntries(Object.keys(rate.metrics).map((id) => [id, value(id)])),
    0,
  );
  return {
    stage: place.stage,
    since: since.toISOString(),
    until: until.toISOString(),
    invocations: value("invocations") ?? null,
    errorRate: errorRate ?? null,
    throttles: value("throttles") ?? null,
    requests: value("requests") ?? null,
    serverErrors: value("serverErrors") ?? null,
    latencyP95: value("latencyP95") ?? null,
    alarms,
  };
}

/** The alarms of the stage in the state ALARM, composite ones included, by name. */
async function firingAlarms(
  client: CloudWatchClient,
  place: Place,
  signal: AbortSignal,
): Promise<FiringAlarm[]> {
  const prefix = `${project}-`;
  const suffix = `-${place.stage}`;
  const pages = paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix: prefix, AlarmTypes: ["MetricAlarm", "CompositeAlarm"], StateValue: "ALARM" },
    { abortSignal: signal },
  );
  const firing: FiringAlarm[] = [];
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages)
    for (const { AlarmName = "", StateTransitionedTimestamp, StateUpdatedTimestamp, StateReason = "" } of [
      ...CompositeAlarms,
      ...MetricAlarms,
    ])
      if (AlarmName.endsWith(suffix))
        firing.push({
          name: AlarmName.slice(prefix.length, -suffix.length),
          since: (StateTransitionedTimestamp ?? StateUpdatedTimestamp ?? new Date(0)).toISOString(),
          reason: StateReason,
        });
  return firing.sort((a, b) => a.name.localeCompare(b.name));
}
