import { exceptionFor, isCurrent, parseUrn, type Exception } from "./exceptions";
import {
  defaultParameters,
  describeFinding,
  type CheckedResource,
  type Finding,
  type ParameterValues,
  type ResourceRule,
  type Rule,
  type StackFinding,
  type StackRule,
} from "./rule";
import type { Stack, StackResource } from "./stack";

/** What the rules of a pack share. */
export interface PackContext {
  exceptions: readonly Exception[];
  /** The day on which exceptions and runtimes are judged. */
  today: Date;
}

/** Something to tell the engine: a finding that no exception excuses. */
export interface Violation {
  rule: Rule;
  message: string;
  /** The resource to blame. Default: the one that was shown, or the stack. */
  urn?: string;
}

/** The parameters of a rule by its name, as the stage has them. */
export type ParametersOf = (rule: Rule) => ParameterValues;

/** Whether a rule looks at single resources. */
export function isResourceRule(rule: Rule): rule is ResourceRule {
  return "check" in rule;
}

/** Rules, the exceptions from them, and one way to ask them. */
export class Pack {
  readonly #byType: ReadonlyMap<string, readonly ResourceRule[]>;

  constructor(
    readonly rules: readonly Rule[],
    private readonly context: PackContext,
  ) {
    const byType = new Map<string, ResourceRule[]>();
    for (const rule of rules.filter(isResourceRule)) {
      for (const type of rule.appliesTo) byType.set(type, [...(byType.get(type) ?? []), rule]);
    }
    this.#byType = byType;
  }

  /** Rules that look at resources of a type. */
  rulesFor(type: string): readonly ResourceRule[] {
    return this.#byType.get(type) ?? [];
  }

  /** What these rules have against a resource. */
  check(
    rules: readonly ResourceRule[],
    resource: CheckedResource,
    parametersOf: ParametersOf = defaultParameters,
  ): Violation[] {
    return rules.flatMap((rule) =>
      this.#open(rule, this.#findings(rule, resource, parametersOf), resource.urn).map((finding) => ({
        rule,
        message: describeFinding(rule, finding, resource),
      })),
    );
  }

  /** What these rules have against a stack. */
  checkStack(
    rules: readonly StackRule[],
    stack: Stack,
    parametersOf: ParametersOf = defaultParameters,
  ): Violation[] {
    const [first] = stack.resources;
    if (first === undefined) return [];
    const { stack: name, project } = parseUrn(first.urn);
    const root = `urn:pulumi:${name}::${project}::pulumi:pulumi:Stack::${project}-${name}`;
    const results = new Map<StackRule, StackFinding[]>();
    const run = (rule: StackRule): StackFinding[] => {
      let result = results.get(rule);
      if (result === undefined) {
        result = rule.checkStack(stack, {
          parameters: parametersOf(rule),
          today: this.context.today,
          findingsOf: (other, resource) => this.#idsOf(other, resource, run, parametersOf),
        });
        results.set(rule, result);
      }
      return result;
    };
    return rules.flatMap((rule) =>
      run(rule).flatMap((finding) =>
        this.#open(rule, [finding], finding.resource?.urn ?? root).map((open) => ({
          rule,
          message: describeFinding(rule, open, finding.resource),
          ...(finding.resource === undefined ? {} : { urn: finding.resource.urn }),
        })),
      ),
    );
  }

  #findings(rule: ResourceRule, resource: CheckedResource, parametersOf: ParametersOf): Finding[] {
    if (!rule.appliesTo.includes(resource.type)) return [];
    return rule.check(resource, { parameters: parametersOf(rule), today: this.context.today });
  }

  #idsOf(
    name: string,
    resource: StackResource | undefined,
    run: (rule: StackRule) => StackFinding[],
    parametersOf: ParametersOf,
  ): string[] | undefined {
    const rule = this.rules.find((one) => one.name === name);
    if (rule === undefined) return undefined;
    if (!isResourceRule(rule)) {
      return run(rule).flatMap((finding) => (finding.resource?.urn === resource?.urn ? [finding.id] : []));
    }
    return resource === undefined ? [] : this.#findings(rule, resource, parametersOf).map(({ id }) => id);
  }

  /** Findings that are left when exceptions have had their say. */
  #open(rule: Rule, findings: readonly Finding[], urn: string): Finding[] {
    const { exceptions, today } = this.context;
    return findings.flatMap((finding) => {
      const exception = exceptionFor(exceptions, rule.name, finding.id, urn);
      if (exception === undefined) return [finding];
      if (isCurrent(exception, today)) return [];
      return [{ ...finding, what: `${finding.what} (its exception expired on ${exception.expires})` }];
    });
  }
}
