import { deadLetterQueues } from "../lib/queues";
import { stackRule, type StackFinding } from "../lib/rule";
import type { Stack } from "../lib/stack";
import { isRead, isUsed, kinds } from "../lib/usage";

/** Refuses resources that nothing uses. */
export const unusedResources = stackRule({
  name: "unused-resources",
  severity: "low",
  describe: "Every resource is used by another resource.",
  why: "Unused resources cost money, keep permissions open, and make the program harder to understand.",
  fix: "Remove the resource, or connect it to the resource that should use it.",
  details: `Checked types: ${Object.keys(kinds)
    .concat("aws:sqs/queue:Queue")
    .map((type) => `\`${type}\``)
    .join(
      ", ",
    )}. A resource is used if another resource of the stack depends on it or refers to it, by its ARN or otherwise. Alarms and
dashboards do not count. A resource used only from outside the stack needs an exception, except roles that other accounts
or identity providers assume, and log groups with a name that an AWS service writes to.`,
  checkStack: (stack) => [...unused(stack), ...queues(stack)],
});

function unused(stack: Stack): StackFinding[] {
  return Object.entries(kinds).flatMap(([type, kind]) =>
    stack
      .ofType(type)
      .filter((resource) => !isUsed(resource, kind, stack))
      .map((resource) => ({ id: "unused", what: kind.what, resource })),
  );
}

function queues(stack: Stack): StackFinding[] {
  const ends = deadLetterQueues(stack);
  return stack
    .ofType("aws:sqs/queue:Queue")
    .filter((queue) => !ends.has(queue.urn) && !isRead(queue, stack))
    .map((resource) => ({
      id: "unused",
      what: "has no consumer and is not a dead-letter queue",
      resource,
    }));
}
