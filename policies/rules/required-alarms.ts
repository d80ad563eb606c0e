import { dimensionNames, isSilent, isWatched, metricAlarmsOf, metricsOf } from "../lib/alarms";
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
  sjc1990app: ["aws:lambda/function:Function"],
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
  details: `An alarm counts only if AWS publishes its metric with exactly its dimensions: CloudWatch does not add up metrics, so that
any other alarm is silent for ever, and is a finding itself. \`ThrottledRequests\`, for example, has a table and an operation.`,
  fix: "Add an alarm on the metric. For a dead-letter queue: on AWS/SQS ApproximateNumberOfMessagesVisible, above 0.",
  parameters: {
    metrics: {
      type: "array",
      items: { type: "string", pattern: "^\\S+ \\S+( > \\d+(\\.\\d+)?)?$" },
      description:
        "Metrics that need an alarm, each as `<namespace> <metric>`, with alternatives as `<metric>|<metric>`, and with " +
        "` > <threshold>` where the alarm must have this threshold. A metric of API Gateway, DynamoDB, Lambda, SNS, SQS or " +
        "the platform is required only if the stack has a resource of that service; one of DynamoDB, for each table.",
      default: [
        "AWS/ApiGateway 5XXError > 10",
        "AWS/DynamoDB ReadThrottleEvents|ThrottledRequests > 0",
        "AWS/DynamoDB WriteThrottleEvents|ThrottledRequests > 0",
        "AWS/Lambda Errors > 5",
        "AWS/Lambda ConcurrentExecutions > 800",
        "sjc1990app Failures > 5",
      ],
    },
  },
  checkStack: (stack, { parameters: { metrics } }) => [
    ...unwatchedMetrics(stack, metrics),
    ...unwatchedQueues(stack),
    ...unpublished(stack),
  ],
});

const TABLE = "aws:dynamodb/table:Table";

function unwatchedMetrics(stack: Stack, metrics: readonly string[]): StackFinding[] {
  const alarms = metricAlarmsOf(stack);
  return metrics.flatMap((required) => {
    const [, namespace = "", names = "", threshold] = /^(\S+) (\S+)(?: > (\S+))?$/.exec(required) ?? [];
    const types = sources[namespace];
    if (types !== undefined && stack.ofType(...types).length === 0) return [];
    const candidates = alarms.filter(
      ({ props }) =>
        threshold === undefined ||
        (props["threshold"] === Number(threshold) && props["comparisonOperator"] === "GreaterThanThreshold"),
    );
    const finding = { id: `metric::${required}`, what: `no alarm watches ${required}` };
    if (namespace === "AWS/DynamoDB")
      return stack
        .ofType(TABLE)
        .filter((table) =>
          names
            .split("|")
            .every((name) => !isWatched(table, { namespace, name, dimension: "TableName" }, candidates)),
        )
        .map((resource) => ({ ...finding, resource }));
    const watched = candidates
      .flatMap(metricsOf)
      .some(
        (metric) =>
          metric.namespace === namespace && names.split("|").includes(metric.name) && !isSilent(metric),
      );
    return watched ? [] : [finding];
  });
}

/** Alarms on metrics that AWS does not publish. */
function unpublished(stack: Stack): StackFinding[] {
  return metricAlarmsOf(stack).flatMap((resource) =>
    metricsOf(resource)
      .filter(isSilent)
      .map(({ namespace, name, dimensions }) => ({
        id: `unpublished::${namespace} ${name}`,
        what: `AWS publishes no ${namespace} ${name} with ${dimensionNames(dimensions)?.join(" and ") || "no dimensions"}`,
        resource,
        fix: "Use the dimensions in AWS's documentation of the metric.",
      })),
  );
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
