import { deadLetterQueues } from "../queues";
import { stackRule, type StackFinding } from "../rule";
import type { Stack } from "../stack";
import { isRead, isUsed, kinds } from "../usage";

/** Nothing is left over. */
export const unusedResources = stackRule({
  name: "unused-resources",
  severity: "low",
  describe: "Every resource is used by another.",
  why:
    "What nothing uses is paid for, grants rights that nobody needs, and is what a reader has to understand before he " +
    "dares to remove it.",
  fix: "Remove it, or connect it with what was meant to use it.",
  details: `Looked at: ${Object.keys(kinds)
    .concat("aws:sqs/queue:Queue")
    .map((type) => `\`${type}\``)
    .join(
      ", ",
    )}. A resource is used when another one of the stack depends on it or names it, by its ARN or in another way; alarms and
dashboards use nothing. What is used from outside of the stack needs an exception, except roles that other accounts or
identity providers take, and log groups that AWS itself writes to by their name.`,
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
      what: "is read by nothing, and nothing keeps there what it could not do",
      resource,
    }));
}
