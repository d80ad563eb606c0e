import { lambdaMetric } from "./function";
import type { MathMetric, Metric } from "./metric";

const metrics = {
  /** Invocations of all functions. */
  invocations: lambdaMetric("Invocations", "Invocations", "Sum"),
  /** Invocations that ended with an exception or a timeout. */
  errors: lambdaMetric("Errors", "Errors", "Sum"),
  /** Invocations that the account's quota or a function's limit rejected. */
  throttles: lambdaMetric("Throttles", "Throttles", "Sum"),
  /** Milliseconds of all functions. */
  duration: {
    average: lambdaMetric("Duration", "Duration Average", "Average", { unit: "Milliseconds" }),
    p95: lambdaMetric("Duration", "Duration p95", "p95", { unit: "Milliseconds" }),
    p99: lambdaMetric("Duration", "Duration p99", "p99", { unit: "Milliseconds" }),
  },
  /** Executions of all functions at a time. */
  concurrency: lambdaMetric("ConcurrentExecutions", "Concurrent executions", "Maximum"),
  /** Executions of functions without reserved concurrency, and all reserved and provisioned concurrency. */
  claimedConcurrency: lambdaMetric("ClaimedAccountConcurrency", "Claimed concurrency", "Maximum"),
} satisfies Record<string, Metric | Record<string, Metric>>;

/**
 * Metrics of all functions of the account and region, per minute: prod has an account of its own, dev and staging share
 * one.
 */
export const accountMetrics = {
  ...metrics,
  /**
   * Percentage of the account's quota that is in use. SERVICE_QUOTA takes the metric of the quota, as AWS shows it:
   * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html
   */
  concurrencyOfQuota: {
    expression: "100 * claimed / SERVICE_QUOTA(executions)",
    metrics: { claimed: metrics.claimedConcurrency, executions: metrics.concurrency },
    label: "Concurrency of the quota",
    unit: "Percent",
    period: 60,
  } satisfies MathMetric,
};
