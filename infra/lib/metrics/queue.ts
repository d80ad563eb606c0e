import type { Metric, Statistic, Unit } from "./metric";

/**
 * Metrics of an SQS queue. SQS stops publishing them six hours after the last use of the queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function queueMetrics(queueName: string) {
  const metric = (metricName: string, label: string, statistic: Statistic, unit: Unit = "Count"): Metric => ({
    namespace: "AWS/SQS",
    metricName,
    dimensions: { QueueName: queueName },
    statistic,
    period: 60,
    label,
    unit,
  });
  return {
    /** Messages that wait to be received. Without messages in flight. */
    visibleMessages: metric("ApproximateNumberOfMessagesVisible", "Waiting messages", "Maximum"),
    /** Messages that were received and are not yet deleted. */
    inFlight: metric("ApproximateNumberOfMessagesNotVisible", "Messages in flight", "Maximum"),
    /** Seconds since the oldest message was sent. Leaves out messages that were received three times or more. */
    age: metric("ApproximateAgeOfOldestMessage", "Age of the oldest message", "Maximum", "Seconds"),
    /** Messages sent to the queue. Without those that SQS itself moves to a dead-letter queue. */
    sent: metric("NumberOfMessagesSent", "Messages sent", "Sum"),
  };
}
