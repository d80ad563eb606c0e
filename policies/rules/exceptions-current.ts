import { concernsStack, isCurrent, isShort, parseUrn, type Exception } from "../exceptions";
import { rule, type ResourceRule, type StackFinding, type StackResource, type StackRule } from "../rule";

/**
 * Every exception still excuses something.
 *
 * @param rules the rules that exceptions can name; the findings are worked out again from the resources' outputs, so
 * that an update of some resources only (`--target`) judges the others as they are.
 * @param exceptions all exceptions of the pack.
 * @param today the day on which expiry is judged.
 */
export function exceptionsCurrent(
  rules: readonly ResourceRule[],
  exceptions: readonly Exception[],
  today: Date,
): StackRule {
  return rule({
    name: "exceptions-current",
    describe: "Every exception in policies/exceptions.ts still excuses a finding.",
    why: "A stale exception is an open door: the next resource of that name may walk through it unseen.",
    fix: "Remove the exception from `policies/exceptions.ts`, or correct what it names.",
    checkStack: (resources) => {
      const [first] = resources;
      if (first === undefined) return [];
      const stack = parseUrn(first.urn);
      return exceptions
        .filter((exception) => concernsStack(exception, stack))
        .flatMap((exception) => judge(exception, rules, resources, today));
    },
  });
}

function judge(
  exception: Exception,
  rules: readonly ResourceRule[],
  resources: readonly StackResource[],
  today: Date,
): StackFinding[] {
  const stale = (what: string, urn?: string): StackFinding[] => [
    {
      id: `${exception.resource}: ${exception.finding}`,
      what: `the exception "${exception.finding}" on ${exception.resource} ${what}`,
      ...(urn === undefined ? {} : { urn }),
    },
  ];
  if (!/^\d{4}-\d{2}-\d{2}$/.test(exception.expires))
    return stale("has no expiry date of the form YYYY-MM-DD");
  const separator = exception.finding.indexOf(": ");
  const subject = rules.find(({ name }) => name === exception.finding.slice(0, separator));
  if (subject === undefined) return stale("names no rule of this pack");
  const named = resources.filter(({ urn }) => parseUrn(urn).resource === exception.resource);
  if (named.length === 0) return stale("names a resource that the stack does not have");
  const ids = named.flatMap((resource) => subject.check(resource)).map(({ id }) => id);
  // What is not known yet may be what the exception is for.
  const open = ids.some((id) => id.startsWith("Unknown::"));
  if (!open && !ids.includes(exception.finding.slice(separator + 2))) {
    return stale("excuses nothing: the resource has no such finding", named[0]?.urn);
  }
  if (!isCurrent(exception, today)) return stale(`expired on ${exception.expires}`, named[0]?.urn);
  if (!isShort(exception, today)) return stale(`is to hold until ${exception.expires}, longer than a year`);
  return [];
}
