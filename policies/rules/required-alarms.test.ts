import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { requiredAlarms } from "./required-alarms";

const arn = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;
const work = {
  type: "sqs/queue:Queue",
  name: "work",
  props: { name: "work", redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("dead") }) },
};
const dead = { type: "sqs/queue:Queue", name: "dead", props: { name: "dead" } };
const visible = { namespace: "AWS/SQS", metricName: "ApproximateNumberOfMessagesVisible" };
const alarm = (props: Record<string, unknown>, more: object = {}) => ({
  type: "cloudwatch/metricAlarm:MetricAlarm",
  name: "alarm",
  props,
  ...more,
});
const fn = { type: "lambda/function:Function", name: "fn", props: { name: "fn" } };
const errorsAbove5 = {
  namespace: "AWS/Lambda",
  metricName: "Errors",
  threshold: 5,
  comparisonOperator: "GreaterThanThreshold",
};
const table = { type: "dynamodb/table:Table", name: "users", props: { name: "users" } };
const throttles = { metrics: ["AWS/DynamoDB ReadThrottleEvents|ThrottledRequests > 0"] };
const throttled = (dimensions: Record<string, string>) => ({
  namespace: "AWS/DynamoDB",
  metricName: "ThrottledRequests",
  dimensions,
  threshold: 0,
  comparisonOperator: "GreaterThanThreshold",
});
const none = { metrics: [] };
const errors = { metrics: ["AWS/Lambda Errors"] };

stackCases(requiredAlarms, [
  {
    name: "a dead-letter queue with an alarm",
    resources: [work, dead, alarm({ ...visible, dimensions: { QueueName: "dead" } })],
    parameters: none,
  },
  {
    name: "a dead-letter queue with an alarm that depends on it",
    resources: [
      work,
      dead,
      alarm({ ...visible, dimensions: { QueueName: unknownString } }, { from: { dimensions: "dead" } }),
    ],
    parameters: none,
  },
  {
    name: "a dead-letter queue without alarm",
    resources: [work, dead],
    parameters: none,
    findings: ["dead: dead-letters"],
  },
  {
    name: "an alarm on another queue",
    resources: [work, dead, alarm({ ...visible, dimensions: { QueueName: "work" } })],
    parameters: none,
    findings: ["dead: dead-letters"],
  },
  {
    name: "a metric with an alarm",
    resources: [fn, alarm({ namespace: "AWS/Lambda", metricName: "Errors" })],
    parameters: errors,
  },
  {
    name: "a metric in a metric query",
    resources: [
      fn,
      alarm({
        metricQueries: [
          { id: "e", expression: "a/b" },
          { id: "a", metric: { namespace: "AWS/Lambda", metricName: "Errors" } },
        ],
      }),
    ],
    parameters: errors,
  },
  {
    name: "a metric without alarm",
    resources: [fn],
    parameters: errors,
    findings: ["(stack): metric::AWS/Lambda Errors"],
  },
  { name: "a metric of a service that the stack does not use", resources: [dead], parameters: errors },
  {
    name: "a custom metric",
    resources: [dead],
    parameters: { metrics: ["App Logins"] },
    findings: ["(stack): metric::App Logins"],
  },
  {
    name: "the default metrics",
    resources: [fn],
    findings: [
      "(stack): metric::AWS/Lambda Errors > 5",
      "(stack): metric::AWS/Lambda ConcurrentExecutions > 800",
      "(stack): metric::sjc1990app Failures > 5",
    ],
  },
  {
    name: "a metric with the threshold",
    resources: [fn, alarm({ ...errorsAbove5 })],
    parameters: { metrics: ["AWS/Lambda Errors > 5"] },
  },
  {
    name: "a metric with another threshold",
    resources: [fn, alarm({ ...errorsAbove5, threshold: 50 })],
    parameters: { metrics: ["AWS/Lambda Errors > 5"] },
    findings: ["(stack): metric::AWS/Lambda Errors > 5"],
  },
  {
    name: "an alarm below the threshold",
    resources: [fn, alarm({ ...errorsAbove5, comparisonOperator: "LessThanThreshold" })],
    parameters: { metrics: ["AWS/Lambda Errors > 5"] },
    findings: ["(stack): metric::AWS/Lambda Errors > 5"],
  },
  {
    name: "throttled requests of a table by operation",
    resources: [table, alarm(throttled({ TableName: "users", Operation: "Query" }))],
    parameters: throttles,
  },
  {
    name: "throttled requests by table alone, which AWS does not publish",
    resources: [table, alarm(throttled({ TableName: "users" }))],
    parameters: throttles,
    findings: [
      `users: metric::${throttles.metrics.join("")}`,
      "alarm: unpublished::AWS/DynamoDB ThrottledRequests",
    ],
  },
  {
    name: "throttled requests of another table",
    resources: [table, alarm(throttled({ TableName: "other", Operation: "Query" }))],
    parameters: throttles,
    findings: [`users: metric::${throttles.metrics.join("")}`],
  },
  {
    name: "throttled reads of a table and its index",
    resources: [
      table,
      alarm({
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
        metricQueries: [
          { id: "e", expression: "a" },
          {
            id: "a",
            metric: {
              namespace: "AWS/DynamoDB",
              metricName: "ReadThrottleEvents",
              dimensions: { TableName: "users" },
            },
          },
        ],
      }),
    ],
    parameters: throttles,
  },
]);
