/** A CloudWatch metric. */
export interface Metric {
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
  statistic: "Sum" | "Maximum";
  /** Seconds per data point. */
  period: number;
}

/** Metrics of one stage of a REST API. */
export function apiMetrics(apiName: string, stageName: string) {
  return {
    /** Responses with status 5xx, per minute. */
    serverErrors: {
      namespace: "AWS/ApiGateway",
      metricName: "5XXError",
      dimensions: { ApiName: apiName, Stage: stageName },
      statistic: "Sum",
      period: 60,
    },
  } satisfies Record<string, Metric>;
}

/** Metrics of an SQS queue. */
export function queueMetrics(queueName: string) {
  return {
    /** Messages that wait to be received. Without messages in flight. */
    visibleMessages: {
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queueName },
      statistic: "Maximum",
      period: 60,
    },
  } satisfies Record<string, Metric>;
}
