import type { MathMetric, Metric } from "./metric";

/** What {@link failureRate} divides. */
export interface FailureRateArgs {
  /** Metrics whose sum is the number of failures, by id. */
  failures: Readonly<Record<string, Metric>>;
  /** Metrics to subtract from it, by id. Default: none. */
  without?: Readonly<Record<string, Metric>>;
  invocations: Metric;
  /** Smallest number of failures or invocations in a period; with fewer, the rate is 0. */
  minimum: { failures: number } | { invocations: number };
}

/**
 * The percentage of invocations that failed. `Errors` counts exceptions and timeouts; handlers count the failures that
 * they turn into a response or a failed batch item. A function that does both counts twice. Periods without invocations
 * have no data.
 */
export function failureRate({ failures, without = {}, invocations, minimum }: FailureRateArgs): MathMetric {
  const filled = (metrics: Readonly<Record<string, Metric>>) =>
    Object.keys(metrics).map((id) => `FILL(${id}, 0)`);
  const failed = [filled(failures).join(" + "), ...filled(without)].join(" - ");
  const enough =
    "failures" in minimum
      ? `${failed} >= ${String(minimum.failures)}`
      : `invocations >= ${String(minimum.invocations)}`;
  return {
    expression: `IF(${enough}, 100 * (${failed}) / invocations, 0)`,
    metrics: { ...failures, ...without, invocations },
    label: "Failed invocations",
    unit: "Percent",
    period: invocations.period,
  };
}
