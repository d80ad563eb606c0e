import {
  accountMetrics,
  every,
  failureRate,
  functionMetrics,
  platformMetrics,
  type MathMetric,
} from "../metrics";
import type { AlarmTable } from "./alarm";
import { hours, minutes } from "./time";

/** Alarms of all functions together. @param authorizer physical name of the authorizer. */
export function functionAlarms(authorizer: string, stage: string): AlarmTable {
  const platform = platformMetrics(stage);
  const gate = functionMetrics(authorizer);
  return {
    "function-error-rate": {
      metric: every(minutes(15), functionErrorRate(authorizer, stage, { invocations: 20 })),
      above: 5,
      dataPoints: [1, 1],
      severity: "critical",
      description: "More than 5 % of at least 20 invocations in 15 minutes failed.",
      reportedBy: "platform-unhealthy",
    },
    // Without `Errors`: an invalid token is one, too.
    "auth-authorizer-failing": {
      metric: every(
        minutes(15),
        failureRate({
          failures: { failures: platform.failuresOf(authorizer) },
          invocations: gate.invocations,
          minimum: { failures: 3 },
        }),
      ),
      above: 5,
      dataPoints: [1, 1],
      severity: "critical",
      description:
        "The authorizer failed three times in 15 minutes, and more than 5 % of the time: API requests get 500.",
      reportedBy: "platform-unhealthy",
    },
    "lambda-concurrency": {
      metric: accountMetrics.concurrency,
      above: 800,
      dataPoints: [1, 1],
      severity: "critical",
      description: "More than 800 functions run at a time. The default quota of an account is 1,000.",
      reportedBy: "platform-unhealthy",
    },
    // New accounts have a quota of 10, at which the alarm above never fires.
    "lambda-concurrency-quota": {
      metric: accountMetrics.concurrencyOfQuota,
      above: 80,
      dataPoints: [3, 5],
      severity: "warning",
      description: "Functions use more than 80 % of the concurrency that the account may use.",
      runbook: "lambda-concurrency",
      reportedBy: "platform-degraded",
    },
  };
}

/**
 * The error rate of all functions, without the invalid tokens that the authorizer rejects by an error.
 * @param authorizer physical name of the authorizer. @param minimum with fewer invocations in the period, it is 0.
 */
export function functionErrorRate(
  authorizer: string,
  stage: string,
  minimum: { invocations: number },
): MathMetric {
  return failureRate({
    failures: { errors: accountMetrics.errors, failures: platformMetrics(stage).failures },
    // API Gateway wants an error for status 401. A failure of the authorizer itself is one of `failures`.
    without: { rejected: functionMetrics(authorizer).errors },
    invocations: accountMetrics.invocations,
    minimum,
  });
}

/** The alarm of a function that no request waits for. @param name its name, without project and stage. */
export function backgroundAlarms(name: string, functionName: string, stage: string): AlarmTable {
  const { errors, invocations } = functionMetrics(functionName);
  return {
    [`${name}-failing`]: {
      metric: every(
        hours(1),
        failureRate({
          failures: { errors, failures: platformMetrics(stage).failuresOf(functionName) },
          invocations,
          minimum: { failures: 3 },
        }),
      ),
      above: 5,
      dataPoints: [1, 1],
      severity: "warning",
      description: `${functionName} failed three times in an hour, and more than 5 % of the time.`,
      runbook: "function-failing",
      reportedBy: "platform-degraded",
    },
  };
}

/** The alarm of a function that reads a stream. @param name its name, without project and stage. */
export function streamAlarms(name: string, functionName: string): AlarmTable {
  return {
    [`${name}-behind`]: {
      metric: every(minutes(5), functionMetrics(functionName).iteratorAge),
      above: minutes(15) * 1_000,
      dataPoints: [1, 1],
      severity: "warning",
      description: `${functionName} reads changes more than 15 minutes late. The stream keeps them for 24 hours.`,
      runbook: "stream-behind",
      reportedBy: "platform-degraded",
    },
  };
}
