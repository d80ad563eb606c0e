import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { exceptionFor, isCurrent, type Exception } from "./exceptions";
import { isPlainObject, toPlain, type PlainObject } from "./plain";
import { describeFinding, docsLink, type ResourceRule, type Rule, type StackRule } from "./rule";

/** What the rules of a pack share. */
export interface PackContext {
  exceptions: readonly Exception[];
  /** The day on which exceptions are held to their expiry. */
  today: Date;
}

/** Turns rules into what the policy SDK serves to the engine. */
export function toPolicies(rules: readonly Rule[], context: PackContext): Policies {
  return rules.map((rule) => ("check" in rule ? resourcePolicy(rule, context) : stackPolicy(rule)));
}

function properties(props: unknown): PlainObject {
  const plain = toPlain(props);
  return isPlainObject(plain) ? plain : {};
}

function resourcePolicy(rule: ResourceRule, { exceptions, today }: PackContext): ResourceValidationPolicy {
  const types = new Set(rule.appliesTo);
  return {
    name: rule.name,
    description: rule.describe,
    remediationSteps: rule.fix,
    url: docsLink(rule.name),
    validateResource: ({ type, name, props, urn }, report) => {
      if (!types.has(type)) return;
      const resource = { type, name, props: properties(props) };
      for (const finding of rule.check(resource)) {
        const exception = exceptionFor(exceptions, rule.name, finding.id, urn);
        if (exception === undefined) report(describeFinding(rule, finding, resource));
        else if (!isCurrent(exception, today)) {
          const expired = `${finding.what} (its exception expired on ${exception.expires})`;
          report(describeFinding(rule, { ...finding, what: expired }, resource));
        }
      }
    },
  };
}

function stackPolicy(rule: StackRule): StackValidationPolicy {
  return {
    name: rule.name,
    description: rule.describe,
    remediationSteps: rule.fix,
    url: docsLink(rule.name),
    validateStack: ({ resources }, report) => {
      const plain = resources.map(({ type, name, urn, props }) => ({
        type,
        name,
        urn,
        props: properties(props),
      }));
      for (const finding of rule.checkStack(plain)) report(describeFinding(rule, finding), finding.urn);
    },
  };
}
