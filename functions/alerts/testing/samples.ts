/** Messages as AWS services publish them. */

/** Of an alarm on one metric. */
export const metricAlarm = {
  AlarmName: "sjc1990app-deliver-errors-prod",
  AlarmDescription:
    "Notifications fail.\nSeverity: critical. Owner: platform-team. Runbook: https://example.org/r.md",
  AWSAccountId: "444455556666",
  AlarmConfigurationUpdatedTimestamp: "2026-11-01T09:00:00.000+0000",
  NewStateValue: "ALARM",
  NewStateReason:
    "Threshold Crossed: 2 out of the last 3 datapoints [12.0 (28/11/26 03:05:00), 9.0 (28/11/26 03:00:00)] were greater " +
    "than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).",
  StateChangeTime: "2026-11-28T03:06:11.123+0000",
  Region: "US East (N. Virginia)",
  AlarmArn: "arn:aws:cloudwatch:us-east-1:444455556666:alarm:sjc1990app-deliver-errors-prod",
  OldStateValue: "OK",
  OKActions: ["arn:aws:sns:us-east-1:444455556666:sjc1990app-alerts-critical-prod"],
  AlarmActions: ["arn:aws:sns:us-east-1:444455556666:sjc1990app-alerts-critical-prod"],
  InsufficientDataActions: [],
  Trigger: {
    MetricName: "Errors",
    Namespace: "AWS/Lambda",
    StatisticType: "Statistic",
    Statistic: "SUM",
    Unit: null,
    Dimensions: [{ value: "sjc1990app-notifications-deliver-prod", name: "FunctionName" }],
    Period: 300,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 5,
    TreatMissingData: "notBreaching",
    EvaluateLowSampleCountPercentile: "",
  },
};

/** Of an alarm by metric math. */
export const mathAlarm = {
  ...metricAlarm,
  AlarmName: "sjc1990app-error-rate-prod",
  Trigger: {
    Period: 300,
    EvaluationPeriods: 1,
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 0.05,
    TreatMissingData: "notBreaching",
    EvaluateLowSampleCountPercentile: "",
    Metrics: [
      { Id: "rate", Expression: "errors / invocations", Label: "Error rate", ReturnData: true },
      {
        Id: "errors",
        MetricStat: {
          Metric: { Dimensions: [], MetricName: "Errors", Namespace: "AWS/Lambda" },
          Period: 300,
          Stat: "Sum",
        },
        ReturnData: false,
      },
    ],
  },
};

/** Of a composite alarm. It has no trigger. */
export const compositeAlarm = {
  AlarmName: "sjc1990app-unhealthy-prod",
  AlarmDescription: "The platform is unhealthy.",
  AWSAccountId: "444455556666",
  NewStateValue: "ALARM",
  NewStateReason:
    "arn:aws:cloudwatch:us-east-1:444455556666:alarm:sjc1990app-error-rate-prod transitioned to ALARM at Saturday 28 " +
    "November, 2026 03:06:11 UTC",
  StateChangeTime: "2026-11-28T03:06:12.000+0000",
  Region: "US East (N. Virginia)",
  AlarmArn: "arn:aws:cloudwatch:us-east-1:444455556666:alarm:sjc1990app-unhealthy-prod",
  OldStateValue: "OK",
  AlarmRule: 'ALARM("sjc1990app-error-rate-prod") OR ALARM("sjc1990app-api-server-errors-prod")',
  TriggeringChildren: [
    {
      Arn: "arn:aws:cloudwatch:us-east-1:444455556666:alarm:sjc1990app-error-rate-prod",
      State: { Value: "ALARM", Timestamp: "2026-11-28T03:06:11.123+0000" },
    },
  ],
};

/** Of AWS Budgets. */
export const budgetNotification = `AWS Budget Notification November 28, 2026
AWS Account 444455556666

Dear AWS Customer,

You requested that we alert you when the FORECASTED Cost associated with your sjc1990app-monthly-forecast-prod budget is greater than $150.00 for the current month. The FORECASTED Cost associated with this budget is $163.20. You can find additional details below and by accessing the AWS Budgets dashboard [1].

Budget Name: sjc1990app-monthly-forecast-prod
Budget Type: Cost
Budgeted Amount: $200.00
Alert Type: FORECASTED
Alert Threshold: > $150.00
FORECASTED Amount: $163.20

[1] https://console.aws.amazon.com/billing/home#/budgets
`;

/** Of Cost Anomaly Detection. */
export const costAnomaly = {
  accountId: "444455556666",
  anomalyStartDate: "2026-11-27T00:00:00Z",
  anomalyEndDate: "2026-11-28T00:00:00Z",
  anomalyId: "12345678-abcd-ef12-3456-987654321a12",
  anomalyScore: { maxScore: 0.47, currentScore: 0.47 },
  dimensionalValue: "Amazon SNS",
  impact: {
    maxImpact: 15.1,
    totalImpact: 21.25,
    totalActualSpend: 30.5,
    totalExpectedSpend: 9.25,
    totalImpactPercentage: 229.73,
  },
  rootCauses: [
    {
      linkedAccount: "444455556666",
      linkedAccountName: "prod",
      region: "us-east-1",
      service: "Amazon SNS",
      usageType: "SMS-HK",
    },
  ],
  anomalyDetailsLink:
    "https://console.aws.amazon.com/cost-management/home#/anomaly-detection/monitors/m/anomalies/a",
  monitorArn: "arn:aws:ce::444455556666:anomalymonitor/m",
  subscriptionName: "sjc1990app-cost-anomalies-prod",
  subscriptionId: "s",
};
