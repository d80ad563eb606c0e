import type { MathMetric, Metric } from "./metric";

/** Services that the platform uses, by the names that billing gives them. */
const SERVICES = {
  AmazonApiGateway: "API Gateway",
  AmazonCloudFront: "CloudFront",
  AmazonCloudWatch: "CloudWatch",
  AmazonDynamoDB: "DynamoDB",
  AmazonS3: "S3",
  AmazonSES: "SES",
  AmazonSNS: "SNS",
  AWSLambda: "Lambda",
  AWSQueueService: "SQS",
  AWSXRay: "X-Ray",
  awskms: "KMS",
  awswaf: "WAF",
} as const;

const charges = (label: string, dimensions: Readonly<Record<string, string>> = {}): Metric => ({
  namespace: "AWS/Billing",
  metricName: "EstimatedCharges",
  dimensions: { ...dimensions, Currency: "USD" },
  statistic: "Maximum",
  period: 21_600,
  label,
  unit: "USD",
});

/**
 * Estimated charges of the account in USD, in the region us-east-1 only. They are cumulative: from 0 on the first of each
 * month. They exist once billing alerts are on in the billing preferences of the account.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html
 */
export const billingMetrics = {
  /** Since the first of the month. */
  monthToDate: charges("Month to date"),
  /** Since the first of the month, of each service. */
  services: Object.fromEntries(
    Object.entries(SERVICES).map(([ServiceName, label]) => [ServiceName, charges(label, { ServiceName })]),
  ),
  /** Of each day: how much {@link billingMetrics.monthToDate} grew. On the first of the month, its value. */
  daily: {
    expression: "IF(DIFF(charges) >= 0, DIFF(charges), charges)",
    metrics: { charges: { ...charges("Month to date"), period: 86_400 } },
    label: "Cost of the day",
    unit: "USD",
    period: 86_400,
  } satisfies MathMetric,
};
