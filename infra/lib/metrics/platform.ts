import type { Metric, Unit } from "./metric";

/** Events that users cause. */
const EVENTS = [
  "Registrations",
  "Verifications",
  "SignIns",
  "Approvals",
  "Rejections",
  "Uploads",
  "CodesSent",
] as const;

/**
 * The platform's own metrics, per minute. The functions write them to their logs in CloudWatch's embedded metric format,
 * only when there is something to count: most minutes have no data.
 * @param stage e.g. `prod`.
 */
export function platformMetrics(stage: string) {
  const metric = (
    metricName: string,
    label: string,
    dimensions: Readonly<Record<string, string>> = {},
    more: Partial<Pick<Metric, "statistic">> & { unit?: Unit } = {},
  ): Metric => ({
    namespace: "sjc1990app",
    metricName,
    dimensions: { service: "sjc1990app", stage, ...dimensions },
    statistic: "Sum",
    period: 60,
    label,
    unit: "Count",
    ...more,
  });
  const events = EVENTS.map((name) => [name, metric(name, words(name))] as const);
  return {
    /** Events that users cause, by name. */
    events: Object.fromEntries(events) as Record<(typeof EVENTS)[number], Metric>,
    /** Requests and records that ended with status 5xx. Not invocations that ended with a timeout or without memory. */
    failures: metric("Failures", "Failures"),
    /** {@link failures} of one function. @param functionName its physical name. */
    failuresOf: (functionName: string): Metric =>
      metric("Failures", "Failures", { function_name: functionName }),
    /** Text messages and e-mails that the service accepted. @param channel Default: all. */
    messagesSent: (channel?: "email" | "sms"): Metric =>
      metric("MessagesSent", `Sent by ${channel ?? "all channels"}`, channel && { channel }),
    /** Text messages and e-mails that the service refused. */
    messagesFailed: metric("MessagesFailed", "Messages refused"),
    /** 1 when the health check of the public URL succeeded, else 0. No data when it did not run. */
    healthChecks: metric("HealthChecks", "Health checks passed", {}, { statistic: "Minimum" }),
  };
}

/** `SignIns` → `Sign ins`. */
function words(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
