import { UNKNOWN, at, jsonOf } from "../lib/plain";
import { stackRule, type StackFinding } from "../lib/rule";
import { isGiven, textOf, type Stack, type StackResource } from "../lib/stack";
import { deadLetterQueues } from "../lib/queues";

/** Requires dead-letter queues for queues and asynchronously invoked functions. */
export const asyncDeadLetters = stackRule({
  name: "async-dead-letters",
  severity: "high",
  describe: "Queues and asynchronously invoked functions have a dead-letter queue.",
  why:
    "SQS delivers a failing message again until it expires. Lambda drops an asynchronous event after three " +
    "failed attempts. Without a dead-letter queue nobody notices.",
  fix:
    "Set redrivePolicy on the queue. Set deadLetterConfig on the function, or onFailure in its " +
    "FunctionEventInvokeConfig.",
  details:
    "A function is invoked asynchronously by a schedule, an EventBridge rule, an SNS topic or a bucket. These " +
    "services hand the event over and do not retry it themselves.",
  checkStack: (stack) => [...queues(stack), ...functions(stack)],
});

function queues(stack: Stack): StackFinding[] {
  const ends = deadLetterQueues(stack);
  return stack
    .ofType("aws:sqs/queue:Queue")
    .filter((queue) => !ends.has(queue.urn))
    .filter(({ props }) => {
      const policy = jsonOf(props["redrivePolicy"]);
      return !isGiven(policy) || (policy !== UNKNOWN && !isGiven(at(policy, "deadLetterTargetArn")));
    })
    .map((resource) => ({ id: "redrivePolicy", what: "has no dead-letter queue", resource }));
}

/** Types that invoke a function asynchronously, and the property that names it. */
const callers: Readonly<Record<string, { property: string; path: readonly string[] }>> = {
  "aws:cloudwatch/eventTarget:EventTarget": { property: "arn", path: ["arn"] },
  "aws:s3/bucketNotification:BucketNotification": { property: "lambdaFunctions", path: [] },
  "aws:scheduler/schedule:Schedule": { property: "target", path: ["target", "arn"] },
  "aws:sns/topicSubscription:TopicSubscription": { property: "endpoint", path: ["endpoint"] },
};

function functions(stack: Stack): StackFinding[] {
  const aliases = stack.ofType("aws:lambda/alias:Alias");
  const configured = stack.ofType("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
  const sources = stack.ofType(...Object.keys(callers));
  return stack.ofType("aws:lambda/function:Function").flatMap((resource): StackFinding[] => {
    const own = aliases.filter((alias) => stack.refers(alias, "functionName", resource, ["name", "arn"]));
    const callersOf = sources.filter((source) => calls(source, [resource, ...own]));
    if (callersOf.length === 0 || isGiven(at(resource.props, "deadLetterConfig", "targetArn"))) return [];
    const caught = configured.some(
      (config) =>
        stack.refers(config, "functionName", resource, ["name", "arn"]) &&
        isGiven(at(config.props, "destinationConfig", "onFailure", "destination")),
    );
    const names = callersOf.map(({ name }) => name).join(", ");
    return caught
      ? []
      : [
          {
            id: "function",
            what: `is invoked asynchronously by ${names} and has no dead-letter queue`,
            resource,
          },
        ];
  });
}

function calls(source: StackResource, targets: readonly StackResource[]): boolean {
  const where = callers[source.type];
  if (where === undefined) return false;
  const made = source.propertyDependencies.get(where.property) ?? [];
  const value = where.path.length === 0 ? undefined : at(source.props, ...where.path);
  return targets.some(
    (target) => made.includes(target.urn) || (typeof value === "string" && value === textOf(target, "arn")),
  );
}
