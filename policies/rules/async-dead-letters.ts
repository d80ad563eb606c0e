import { UNKNOWN, at, jsonOf } from "../plain";
import { stackRule, type StackFinding } from "../rule";
import { isGiven, textOf, type Stack, type StackResource } from "../stack";
import { deadLetterQueues } from "../queues";

/** What a queue or a function could not deal with is kept, too. */
export const asyncDeadLetters = stackRule({
  name: "async-dead-letters",
  severity: "high",
  describe: "Queues, and functions that are called without anybody waiting, have dead letters.",
  why:
    "A message that always fails comes again until it expires, and an asynchronous call that failed three times is " +
    "forgotten by Lambda: in both cases nobody learns of it.",
  fix:
    "Set redrivePolicy of the queue; set deadLetterConfig of the function, or onFailure of its " +
    "FunctionEventInvokeConfig.",
  details: `A function is called without anybody waiting when a schedule, a rule of EventBridge, a topic or a bucket is its source:
these hand the call over, and what becomes of it is the function's own matter.`,
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
    .map((resource) => ({ id: "redrivePolicy", what: "has no dead letters", resource }));
}

/** Types that call a function and go on, and where they name it. */
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
            what: `is called without anybody waiting (by ${names}), and has no dead letters`,
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
