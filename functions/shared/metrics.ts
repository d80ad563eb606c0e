/**
 * Metrics of the platform, as lines of the log in CloudWatch's embedded metric format. Handlers report what happened;
 * only this module knows metrics. Names and dimensions: docs/observability.md.
 */
import { MetricUnit, Metrics } from "@aws-lambda-powertools/metrics";

/** What is counted for the whole stage. */
export type Counted =
  | "Registrations"
  | "Verifications"
  | "SignIns"
  | "Approvals"
  | "Rejections"
  | "Uploads"
  | "CodesSent"
  | "HealthChecks";

/**
 * Why a message was not sent. `refused`: its recipient cannot be reached over this channel. `limit`: the stage has sent
 * all messages of this hour. `error`: the service failed; the message is tried again.
 */
export type Reason = "refused" | "limit" | "error";

type Dimensions = Readonly<Record<string, string>>;

/** Counts with the same dimensions. */
interface Group {
  dimensions: Dimensions;
  counts: Map<string, number>;
}

// Namespace and service are read from POWERTOOLS_METRICS_NAMESPACE and POWERTOOLS_SERVICE_NAME.
const metrics = new Metrics({ defaultDimensions: { stage: process.env["STAGE"] ?? "unknown" } });

const groups = new Map<string, Group>();

/** Counts something for the stage. @param value default: 1. */
export function count(name: Counted, value = 1): void {
  add(name, {}, value);
}

/** Counts a message that the service of the channel accepted. */
export function countSent(channel: string): void {
  add("MessagesSent", { channel });
}

/** Counts a message that was not sent. */
export function countUnsent(channel: string, reason: Reason): void {
  add("MessagesFailed", { channel, reason });
}

/** Counts a request, message or record that ended with a status of 500 or more. */
export function countFailure(): void {
  add("Failures", { function_name: process.env["AWS_LAMBDA_FUNCTION_NAME"] ?? "unknown" });
}

/** Adds to a metric of the stage and, with dimensions, to the metric of these. A name has the same dimensions each time. */
function add(name: string, dimensions: Dimensions, value = 1): void {
  const key = JSON.stringify(dimensions);
  const group = groups.get(key) ?? { dimensions, counts: new Map<string, number>() };
  groups.set(key, group);
  group.counts.set(name, (group.counts.get(name) ?? 0) + value);
}

/**
 * Writes what was counted since the last call, a line for each set of dimensions; nothing if nothing was counted. The first
 * call of a container also writes `ColdStart`: for the stage only, since one for each function would cost more than all
 * other metrics.
 */
export function publishMetrics(): void {
  const published = [...groups.values()];
  groups.clear();
  metrics.captureColdStartMetric();
  for (const { dimensions, counts } of published) {
    if (Object.keys(dimensions).length > 0) metrics.addDimensions({}).addDimensions(dimensions);
    for (const [name, value] of counts) metrics.addMetric(name, MetricUnit.Count, value);
    metrics.publishStoredMetrics();
  }
}
