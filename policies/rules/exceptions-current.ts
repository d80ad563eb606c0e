import { concernsStack, isCurrent, isShort, parseUrn, type Exception } from "../exceptions";
import { stackRule, type StackFinding, type StackRule, type StackRuleContext } from "../rule";
import type { Stack } from "../stack";

/**
 * Every exception still excuses something. The findings are worked out again from the resources' outputs, so that an
 * update of some resources only (`--target`) judges the others as they are.
 *
 * @param exceptions all exceptions of the pack.
 */
export function exceptionsCurrent(exceptions: readonly Exception[]): StackRule {
  return stackRule({
    name: "exceptions-current",
    severity: "high",
    describe: "Every exception in policies/exceptions.ts still excuses a finding.",
    why: "A stale exception is an open door: the next resource of that name may walk through it unseen.",
    fix: "Remove the exception from `policies/exceptions.ts`, or correct what it names.",
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
    return stale("has no expiry date of the form YYYY-MM-DD");
  const separator = exception.finding.indexOf(": ");
  const rule = exception.finding.slice(0, separator);
  if (findingsOf(rule, undefined) === undefined) return stale("names no rule of this pack");
  // Findings that no resource is to blame for are those of the stack itself, which need not be among the resources.
  const isStack = exception.resource.startsWith("pulumi:pulumi:Stack::");
  if (named.length === 0 && !isStack) return stale("names a resource that the stack does not have");
  const ids = [...named, ...(isStack ? [undefined] : [])].flatMap((one) => findingsOf(rule, one) ?? []);
  // What is not known yet may be what the exception is for.
  const open = ids.some((id) => id.startsWith("Unknown::"));
  if (!open && !ids.includes(exception.finding.slice(separator + 2))) {
    return stale("excuses nothing: the resource has no such finding");
  }
  if (!isCurrent(exception, today)) return stale(`expired on ${exception.expires}`);
  if (!isShort(exception, today)) return stale(`is to hold until ${exception.expires}, longer than a year`);
  return [];
}
