import * as sdk from "@pulumi/policy";
import type { Policies, Policy } from "@pulumi/policy";

import { exceptionFor, isCurrent, parseUrn, type Exception } from "./exceptions";
import { readResource, readStack } from "./read";
import {
  defaultParameters,
  describeFinding,
  docsLink,
  isUnknownFinding,
  unknownAtPreview,
  type CheckedResource,
  type Finding,
  type ParameterValues,
  type ResourceRule,
  type Rule,
  type RuleContext,
  type StackRuleContext,
} from "./rule";
import type { Stack } from "./stack";

/** What all rules of a pack share. */
export interface PackContext {
  /** Accepted findings. */
  exceptions: readonly Exception[];
  /** The day on which exceptions and runtimes are checked. */
  today: Date;
}

/**
 * The rules as policies for `new PolicyPack`. A finding that an exception covers is not reported.
 * A policy throws Error on a parameter that its rule does not have: the engine checks the types of parameters, not their names.
 */
export function policiesOf(rules: readonly Rule[], { exceptions, today }: PackContext): Policies {
  // `exceptions-current` also runs other rules, but the SDK gives a policy only its own configuration.
  const configured = new Map<string, ParameterValues>();
  const contextOf = (rule: Rule): RuleContext => ({
    parameters: configured.get(rule.name) ?? defaultParameters(rule),
    today,
  });
  const stackContextOf = (rule: Rule, stack: Stack): StackRuleContext => ({
    ...contextOf(rule),
    findingsOf: (name, resource) => {
      const other = rules.find((one) => one.name === name);
      if (other === undefined) return undefined;
      if (isResourceRule(other)) return resource === undefined ? [] : idsOf(check(other, resource));
      const findings = other.checkStack(stack, stackContextOf(other, stack));
      return idsOf(findings.filter((finding) => finding.resource?.urn === resource?.urn));
    },
  });
  // A reader needs the reason of a rule once, not for each of its findings.
  const explained = new Set<Rule>();
  const report = (
    rule: Rule,
    findings: readonly { finding: Finding; resource: CheckedResource | undefined }[],
    config: ParameterValues,
    reportViolation: (message: string, urn?: string) => void,
  ): void => {
    const advised: string[] = [];
    for (const { finding, resource } of findings) {
      const message = describeFinding(rule, finding, resource, !explained.has(rule));
      explained.add(rule);
      if (isUnknownFinding(finding) && config["unknownAtPreview"] === "advise") advised.push(message);
      else reportViolation(message, resource?.urn);
    }
    if (advised.length > 0) throw advice(advised.join("\n"));
  };
  const check = (rule: ResourceRule, resource: CheckedResource): Finding[] =>
    rule.appliesTo.includes(resource.type) ? rule.check(resource, contextOf(rule)) : [];

  return rules.map((rule) => {
    const configure = (config: ParameterValues): void => {
      configured.set(rule.name, parametersOf(rule, config));
    };
    const open = (finding: Finding, urn: string): Finding | undefined => {
      const exception = exceptionFor(exceptions, rule.name, finding.id, urn);
      if (exception === undefined) return finding;
      if (isCurrent(exception, today)) return undefined;
      return { ...finding, what: `${finding.what} (its exception expired on ${exception.expires})` };
    };
    if (isResourceRule(rule)) {
      return {
        ...policyOf(rule),
        validateResource: (args, reportViolation) => {
          const config: ParameterValues = args.getConfig();
          configure(config);
          if (!rule.appliesTo.includes(args.type)) return;
          const resource = readResource(args);
          const findings = check(rule, resource).flatMap((finding) => open(finding, resource.urn) ?? []);
          report(
            rule,
            findings.map((finding) => ({ finding, resource })),
            config,
            (message) => {
              reportViolation(message);
            },
          );
        },
      };
    }
    return {
      ...policyOf(rule),
      validateStack: (args, reportViolation) => {
        const config: ParameterValues = args.getConfig();
        configure(config);
        const stack = readStack(args.resources);
        if (stack.resources.length === 0) return;
        const findings = rule
          .checkStack(stack, stackContextOf(rule, stack))
          .flatMap(({ resource, ...finding }) => {
            const found = open(finding, resource?.urn ?? rootUrn(stack));
            return found === undefined ? [] : [{ finding: found, resource }];
          });
        report(rule, findings, config, reportViolation);
      },
    };
  });
}

/** Whether a rule checks one resource at a time. */
export function isResourceRule(rule: Rule): rule is ResourceRule {
  return "check" in rule;
}

function policyOf(rule: Rule): Policy {
  return {
    name: rule.name,
    description: rule.describe,
    enforcementLevel: "mandatory",
    severity: rule.severity,
    remediationSteps: rule.fix,
    url: docsLink(rule.name),
    configSchema: { properties: { ...rule.parameters, unknownAtPreview } },
  };
}

function parametersOf(rule: Rule, config: ParameterValues): ParameterValues {
  const defaults = defaultParameters(rule);
  const unknown = Object.keys(config).filter((name) => name !== "unknownAtPreview" && !(name in defaults));
  if (unknown.length > 0) {
    const known = [...Object.keys(defaults), "unknownAtPreview"].join(", ");
    const message = `${rule.name} has no parameter ${unknown.join(", ")}. Its parameters: ${known}.`;
    // The SDK prints the stack, which does not help here.
    throw Object.assign(new Error(message), { stack: message });
  }
  return { ...defaults, ...config };
}

/** The SDK exports it, but does not declare its type. */
const { UnknownValueError } = sdk as unknown as {
  UnknownValueError: new (marker: string, path: readonly string[]) => Error;
};

/** The engine's marker for an unknown string. */
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The SDK reports this error as advice: a policy throws it when it reads a value that is not known at preview. */
function advice(message: string): Error {
  return Object.assign(new UnknownValueError(UNKNOWN_STRING, []), { message });
}

function idsOf(findings: readonly Finding[]): string[] {
  return findings.map(({ id }) => id);
}

/** The URN of the stack itself, which is to blame where no resource is. */
function rootUrn(stack: Stack): string {
  const { stack: name, project } = parseUrn(stack.resources[0]?.urn ?? "");
  return `urn:pulumi:${name}::${project}::pulumi:pulumi:Stack::${project}-${name}`;
}
