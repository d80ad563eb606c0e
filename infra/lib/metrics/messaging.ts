import type { MathMetric, Metric } from "./metric";

const sms = (metricName: string, label: string): Metric => ({
  namespace: "AWS/SNS",
  metricName,
  // Messages to numbers, without a topic. AWS documents the dimension, not its value: check it with the first messages.
  dimensions: { PhoneNumber: "PhoneNumberDirect" },
  statistic: "Sum",
  period: 60,
  label,
  unit: "Count",
});

const smsDelivered = sms("NumberOfNotificationsDelivered", "Text messages delivered");
const smsFailed = sms("NumberOfNotificationsFailed", "Text messages failed");

const reputation = (metricName: string, label: string): Metric => ({
  namespace: "AWS/SES",
  metricName,
  dimensions: {},
  statistic: "Average",
  period: 3_600,
  label,
});

/**
 * Metrics of text messages and e-mail. Both services publish them for the account and region, not for a stage.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
 * https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html
 */
export const messagingMetrics = {
  /** Dollars spent on text messages since the first of the month. No data in a month before its first message. */
  smsSpend: {
    namespace: "AWS/SNS",
    metricName: "SMSMonthToDateSpentUSD",
    dimensions: {},
    statistic: "Maximum",
    period: 3_600,
    label: "Text messages this month",
    unit: "USD",
  } satisfies Metric,
  /** Text messages that the carrier accepted. */
  smsDelivered,
  /** Text messages that SNS gave up. Without those that it refused to send. */
  smsFailed,
  /** Percentage of text messages that failed. @param minimum with fewer messages in the period, it is 0. */
  smsFailureShare: (minimum = { messages: 0 }): MathMetric => ({
    expression: `IF(FILL(failed, 0) + FILL(delivered, 0) >= ${String(minimum.messages)}, 100 * FILL(failed, 0) / (FILL(failed, 0) + FILL(delivered, 0)), 0)`,
    metrics: { failed: smsFailed, delivered: smsDelivered },
    label: "Failed text messages",
    unit: "Percent",
    period: 60,
  }),
  /** Share of e-mails that bounced, 0 to 1, over a number of e-mails that SES chooses. */
  bounceRate: reputation("Reputation.BounceRate", "Bounce rate"),
  /** Share of e-mails that a recipient marked as spam, 0 to 1, over a number of e-mails that SES chooses. */
  complaintRate: reputation("Reputation.ComplaintRate", "Complaint rate"),
};
