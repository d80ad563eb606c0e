import { concernsStack, isCurrent, isShort, parseUrn, type Exception } from "../lib/exceptions";
import { stackRule, type StackFinding, type StackRule, type StackRuleContext } from "../lib/rule";
import type { Stack } from "../lib/stack";

/**
 * Requires every exception to cover a current finding. Checks the outputs of all resources, so that an update with
 * `--target` also covers the others.
 *
 * @param exceptions all exceptions of the pack.
 */
export function exceptionsCurrent(exceptions: readonly Exception[]): StackRule {
  return stackRule({
    name: "exceptions-current",
    severity: "high",
    describe: "Every exception in policies/exceptions.ts covers a current finding.",
    why: "A stale exception can hide a new finding on a resource of the same name.",
    fix: "Remove the exception from `policies/exceptions.ts`, or correct it.",
    checkStack: (stack, context) => {
      const [first] = stack.resources;
      if (first === undefined) return [];
      const here = parseUrn(first.urn);
      return exceptions
        .filter((exception) => concernsStack(exception, here))
        .flatMap((exception) => judge(exception, stack, context));
    },
  });
}

function judge(exception: Exception, stack: Stack, { today, findingsOf }: StackRuleContext): StackFinding[] {
  const named = stack.resources.filter(({ urn }) => parseUrn(urn).resource === exception.resource);
  const stale = (what: string, [resource] = named): StackFinding[] => [
    {
      id: `${exception.resource}: ${exception.finding}`,
      what: `the exception "${exception.finding}" on ${exception.resource} ${what}`,
      ...(resource === undefined ? {} : { resource }),
    },
  ];
  if (!/^\d{4}-\d{2}-\d{2}$/.test(exception.expires))
    return stale("has no expiry date in the format YYYY-MM-DD");
  const separator = exception.finding.indexOf(": ");
  const rule = exception.finding.slice(0, separator);
  if (findingsOf(rule, undefined) === undefined) return stale("names an unknown rule");
  // Findings without a resource belong to the stack itself, which need not be among the resources.
  const isStack = exception.resource.startsWith("pulumi:pulumi:Stack::");
  if (named.length === 0 && !isStack) return stale("names a resource that is not in the stack");
  const ids = [...named, ...(isStack ? [undefined] : [])].flatMap((one) => findingsOf(rule, one) ?? []);
  // The exception may be for a value that is not known yet.
  const open = ids.some((id) => id.startsWith("Unknown::"));
  if (!open && !ids.includes(exception.finding.slice(separator + 2))) {
    return stale("is stale: the resource has no such finding");
  }
  if (!isCurrent(exception, today)) return stale(`expired on ${exception.expires}`);
  if (!isShort(exception, today)) return stale(`expires on ${exception.expires}, more than a year from now`);
  return [];
}
