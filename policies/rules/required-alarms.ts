import { isWatched, metricAlarmsOf, metricsOf } from "../alarms";
import { deadLetterQueues } from "../queues";
import { stackRule, type StackFinding } from "../rule";
import type { Stack } from "../stack";

/** Resources without which a namespace of CloudWatch has nothing to say. */
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

/** What must not go wrong unseen is watched. */
export const requiredAlarms = stackRule<{ metrics: readonly string[] }>({
  name: "required-alarms",
  severity: "high",
  describe:
    "The metrics that say that something is wrong have alarms, and so has every queue of dead letters.",
  why: "What nobody is told of is found by users; and dead letters expire after two weeks, unread.",
  fix: "Add an alarm on the metric. For dead letters: on AWS/SQS ApproximateNumberOfMessagesVisible of the queue, above 0.",
  parameters: {
    metrics: {
      type: "array",
      items: { type: "string", pattern: "^\\S+ \\S+$" },
      description:
        "Metrics, each as `<namespace> <metric>`, that at least one alarm must watch. Those of AWS/ApiGateway, DynamoDB, " +
        "Lambda, SNS and SQS only where the stack has a resource of that service.",
      default: [
        "AWS/ApiGateway 5XXError",
        "AWS/DynamoDB ThrottledRequests",
        "AWS/Lambda Errors",
        "AWS/Lambda ConcurrentExecutions",
      ],
    },
  },
  checkStack: (stack, { parameters: { metrics } }) => [...unwatched(stack, metrics), ...unheard(stack)],
});

function unwatched(stack: Stack, metrics: readonly string[]): StackFinding[] {
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

function unheard(stack: Stack): StackFinding[] {
  const ends = deadLetterQueues(stack);
  const alarms = metricAlarmsOf(stack);
  return stack
    .ofType("aws:sqs/queue:Queue")
    .filter((queue) => ends.has(queue.urn) && !isWatched(queue, deadLetters, alarms))
    .map((resource) => ({
      id: "dead-letters",
      what: "takes dead letters, and no alarm tells of the first one",
      resource,
    }));
}
