import type { Metric, Statistic, Unit } from "./metric";

/** A metric of one function, or of all functions of the account and region. */
export function lambdaMetric(
  metricName: string,
  label: string,
  statistic: Statistic,
  { functionName, unit = "Count" }: { functionName?: string; unit?: Unit } = {},
): Metric {
  return {
    namespace: "AWS/Lambda",
    metricName,
    dimensions: functionName === undefined ? {} : { FunctionName: functionName },
    statistic,
    period: 60,
    label,
    unit,
  };
}

/**
 * Metrics of a function, per minute: all its versions and aliases together.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function functionMetrics(functionName: string) {
  const metric = (metricName: string, label: string, statistic: Statistic, unit?: Unit): Metric =>
    lambdaMetric(metricName, label, statistic, { functionName, ...(unit && { unit }) });
  const duration = (statistic: Statistic): Metric =>
    metric("Duration", `Duration ${statistic}`, statistic, "Milliseconds");
  return {
    /** Invocations, without those that were throttled. */
    invocations: metric("Invocations", "Invocations", "Sum"),
    /** Invocations that ended with an exception or a timeout. Not the failures that the function handled itself. */
    errors: metric("Errors", "Errors", "Sum"),
    /** Rejected invocations. They do not count as invocations or errors. */
    throttles: metric("Throttles", "Throttles", "Sum"),
    /** Milliseconds of the function's code, without the start of a new execution environment. */
    duration: { average: duration("Average"), p95: duration("p95"), p99: duration("p99") },
    /** Highest number of executions at a time. */
    concurrency: metric("ConcurrentExecutions", "Concurrent executions", "Maximum"),
    /** Age in milliseconds of the last record of a batch. Only functions that read a stream have it. */
    iteratorAge: metric("IteratorAge", "Age of stream records", "Maximum", "Milliseconds"),
    /** Milliseconds that an event waited for its invocation. Only asynchronous invocations have it. */
    asyncEventAge: metric("AsyncEventAge", "Age of asynchronous events", "Maximum", "Milliseconds"),
    /** Events that were dropped without an invocation. Only asynchronous invocations have it. */
    asyncEventsDropped: metric("AsyncEventsDropped", "Dropped asynchronous events", "Sum"),
  };
}
