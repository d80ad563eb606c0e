import { isWatched, metricAlarmsOf, metricsOf } from "../lib/alarms";
import { deadLetterQueues } from "../lib/queues";
import { stackRule, type StackFinding } from "../lib/rule";
import type { Stack } from "../lib/stack";

/** Resource types that publish metrics in a namespace. */
const sources: Readonly<Record<string, readonly string[]>> = {
  "AWS/ApiGateway": ["aws:apigateway/restApi:RestApi", "aws:apigatewayv2/api:Api"],
  "AWS/DynamoDB": ["aws:dynamodb/table:Table"],
  "AWS/Lambda": ["aws:lambda/function:Function"],
  "AWS/SNS": ["aws:sns/topic:Topic"],
  "AWS/SQS": ["aws:sqs/queue:Queue"],
};

const deadLetters = {
  namespace: "AWS/SQS",
  name: "ApproximateNumberOfMessagesVisible",
  dimension: "QueueName",
};

/** Requires alarms on metrics and on dead-letter queues. */
export const requiredAlarms = stackRule<{ metrics: readonly string[] }>({
  name: "required-alarms",
  severity: "high",
  describe: "Required metrics and dead-letter queues have alarms.",
  why: "Without alarms, users notice an incident first, and dead letters expire after two weeks.",
  fix: "Add an alarm on the metric. For a dead-letter queue: on AWS/SQS ApproximateNumberOfMessagesVisible, above 0.",
  parameters: {
    metrics: {
      type: "array",
      items: { type: "string", pattern: "^\\S+ \\S+$" },
      description:
        "Metrics that need at least one alarm, each as `<namespace> <metric>`. A metric of API Gateway, DynamoDB, Lambda, " +
        "SNS or SQS is required only if the stack has a resource of that service.",
      default: [
        "AWS/ApiGateway 5XXError",
        "AWS/DynamoDB ThrottledRequests",
        "AWS/Lambda Errors",
        "AWS/Lambda ConcurrentExecutions",
      ],
    },
  },
  checkStack: (stack, { parameters: { metrics } }) => [
    ...unwatchedMetrics(stack, metrics),
    ...unwatchedQueues(stack),
  ],
});

function unwatchedMetrics(stack: Stack, metrics: readonly string[]): StackFinding[] {
  const watched = new Set(
    metricAlarmsOf(stack).flatMap((alarm) =>
      metricsOf(alarm).map(({ namespace, name }) => `${namespace} ${name}`),
    ),
  );
  return metrics
    .filter((metric) => !watched.has(metric))
    .filter((metric) => {
      const types = sources[metric.split(" ")[0] ?? ""];
      return types === undefined || stack.ofType(...types).length > 0;
    })
    .map((metric) => ({ id: `metric::${metric}`, what: `no alarm watches ${metric}` }));
}

function unwatchedQueues(stack: Stack): StackFinding[] {
  const ends = deadLetterQueues(stack);
  const alarms = metricAlarmsOf(stack);
  return stack
    .ofType("aws:sqs/queue:Queue")
    .filter((queue) => ends.has(queue.urn) && !isWatched(queue, deadLetters, alarms))
    .map((resource) => ({
      id: "dead-letters",
      what: "is a dead-letter queue without an alarm on its first message",
      resource,
    }));
}
