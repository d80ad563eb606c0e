import type { MathMetric, Metric } from "./metric";

/** Operations whose latency graphs show. */
type Operation = "BatchGetItem" | "GetItem" | "PutItem" | "Query" | "TransactWriteItems" | "UpdateItem";

/**
 * Metrics of a table, per minute. DynamoDB publishes those of an index apart: the table's do not include them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 * @param indexes names of its global secondary indexes.
 */
export function tableMetrics(tableName: string, indexes: readonly string[] = []) {
  const metric = (metricName: string, label: string, index?: string): Metric => ({
    namespace: "AWS/DynamoDB",
    metricName,
    dimensions: { TableName: tableName, ...(index && { GlobalSecondaryIndexName: index }) },
    statistic: "Sum",
    period: 60,
    label: index === undefined ? label : `${label} of ${index}`,
    unit: "Count",
  });
  const places = [undefined, ...indexes];
  const throttles = places.flatMap((index) => [
    metric("ReadThrottleEvents", "Throttled reads", index),
    metric("WriteThrottleEvents", "Throttled writes", index),
  ]);
  const operation = (
    metricName: string,
    name: Operation,
    more: Pick<Metric, "statistic" | "label" | "unit">,
  ) => ({
    ...metric(metricName, more.label),
    dimensions: { TableName: tableName, Operation: name },
    ...more,
  });
  return {
    /** Read units of the table and of each index. */
    consumedReads: places.map((index) => metric("ConsumedReadCapacityUnits", "Read units", index)),
    /** Write units of the table and of each index. */
    consumedWrites: places.map((index) => metric("ConsumedWriteCapacityUnits", "Write units", index)),
    /** Throttled reads and writes of the table and of each index. One request can have several. No data without one. */
    throttles,
    /** The sum of {@link throttles}. */
    throttled: {
      expression: throttles.map((_, i) => `FILL(t${String(i)}, 0)`).join(" + "),
      metrics: Object.fromEntries(throttles.map((one, i) => [`t${String(i)}`, one])),
      label: "Throttled reads and writes",
      unit: "Count",
      period: 60,
    } satisfies MathMetric,
    /** Throttled requests of an operation. Published for a table and operation only. */
    throttledRequests: (name: Operation): Metric =>
      operation("ThrottledRequests", name, { statistic: "Sum", label: `Throttled ${name}`, unit: "Count" }),
    /** Milliseconds of successful requests, without those that failed. */
    latency: (name: Operation, statistic: Metric["statistic"] = "Average"): Metric =>
      operation("SuccessfulRequestLatency", name, {
        statistic,
        label: `${name} ${statistic}`,
        unit: "Milliseconds",
      }),
    /** Requests that DynamoDB failed with status 500. */
    systemErrors: (name: Operation): Metric =>
      operation("SystemErrors", name, { statistic: "Sum", label: `Failed ${name}`, unit: "Count" }),
  };
}
