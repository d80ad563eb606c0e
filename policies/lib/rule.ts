import type { PlainObject } from "./plain";
import type { Stack, StackResource } from "./stack";

/** A violation of a rule by one resource. */
export interface Finding {
  /**
   * Identifies the finding among those of this rule on this resource, e.g. `Action::s3:*`. Exceptions refer to it, so it
   * must change only when the violation itself changes.
   */
  id: string;
  /** What is wrong; follows the resource's name in the message, e.g. `statement "Read" allows every s3 action`. */
  what: string;
  /** The path in the resource's properties, e.g. `policy.Statement[0]`. */
  where?: string;
  /** How to fix this finding. Default: `fix` of the rule. */
  fix?: string;
}

/** A resource as a rule sees it. */
export interface CheckedResource {
  /** Type token, e.g. `aws:iam/rolePolicy:RolePolicy`. */
  type: string;
  /** Logical name in the program. */
  name: string;
  urn: string;
  /** Inputs of the resource; its outputs in a stack rule. */
  props: PlainObject;
  /** The resource option `protect`. */
  protect: boolean;
  /** `defaultTags` of its provider. */
  defaultTags: PlainObject;
}

/** A parameter value from the configuration. */
export type ParameterValue =
  string | number | boolean | readonly ParameterValue[] | { readonly [key: string]: ParameterValue };

/** Parameter values by name. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** Of a rule without parameters. */
type NoParameters = Readonly<Record<string, never>>;

/** A parameter as a JSON schema, which the engine validates the configuration with. */
export interface Parameter<V extends ParameterValue = ParameterValue> {
  type: "boolean" | "integer" | "number" | "string" | "array" | "object";
  /** What it means, with its unit; for the documentation. */
  description: string;
  /** Its value if the configuration has none. */
  default: V;
  enum?: V[];
  minimum?: number;
  maximum?: number;
  items?: { type: "string"; pattern?: string } | { type: "number" };
}

/** What a rule gets besides the resource. */
export interface RuleContext<P extends ParameterValues = ParameterValues> {
  /** Every parameter of the rule, as configured or by default. */
  parameters: P;
  /** The day for expiry checks of exceptions and runtimes. */
  today: Date;
}

/** Severity of a finding, as Pulumi shows it. */
export type Severity = "low" | "medium" | "high" | "critical";

/** The texts of a rule. `why`, `fix` and `details` are Markdown. */
interface RuleText<P extends ParameterValues> {
  /** Kebab case; used in the configuration and in exceptions. */
  name: string;
  severity: Severity;
  /** What the rule requires, in one sentence. */
  describe: string;
  /** The risk if the rule is broken. */
  why: string;
  /** How to fix a finding. */
  fix: string;
  /** More text for the rule's section in docs/policies.md, e.g. what is accepted. */
  details?: string;
  /** What a stage can configure. Default: only the level. */
  parameters?: { readonly [K in keyof P]: Parameter<P[K]> };
}

/** A rule that checks one resource at a time. */
export interface ResourceRule<P extends ParameterValues = ParameterValues> extends RuleText<P> {
  /** Type tokens of the resources that it checks. */
  appliesTo: readonly string[];
  /** Pure: the same resource gives the same findings. */
  check(resource: CheckedResource, context: RuleContext<P>): Finding[];
}

/** A finding of a stack rule. */
export interface StackFinding extends Finding {
  /** The violating resource. Default: the stack itself. */
  resource?: CheckedResource;
}

/** What a stack rule gets besides the stack. */
export interface StackRuleContext<P extends ParameterValues = ParameterValues> extends RuleContext<P> {
  /** Ids of another rule's findings on a resource, or on the stack itself; `undefined` if there is no such rule. */
  findingsOf: (rule: string, resource: StackResource | undefined) => readonly string[] | undefined;
}

/** A rule that checks all resources of a stack together, after them. */
export interface StackRule<P extends ParameterValues = ParameterValues> extends RuleText<P> {
  checkStack(stack: Stack, context: StackRuleContext<P>): StackFinding[];
}

/** A rule: its texts, what it checks, and one pure function. */
export type Rule = ResourceRule | StackRule;

/** Declares a rule that checks single resources. @throws Error on a name that is not kebab case. */
export function resourceRule<P extends ParameterValues = NoParameters>(
  declaration: ResourceRule<P>,
): ResourceRule<P> {
  return named(declaration);
}

/** Declares a rule that checks a whole stack. @throws Error on a name that is not kebab case. */
export function stackRule<P extends ParameterValues = NoParameters>(declaration: StackRule<P>): StackRule<P> {
  return named(declaration);
}

function named<R extends { name: string }>(declaration: R): R {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(declaration.name)) {
    throw new Error(
      `The name of a rule must be kebab case with two or more words, not "${declaration.name}".`,
    );
  }
  return declaration;
}

/** The default parameters of a rule. */
export function defaultParameters(rule: Pick<Rule, "parameters">): ParameterValues {
  return Object.fromEntries(
    Object.entries(rule.parameters ?? {}).map(([name, parameter]) => [name, parameter.default]),
  );
}

/** The section of the rule in the documentation, relative to the root of the repository. */
export function docsLink(name: string): string {
  return `docs/policies.md#${name}`;
}

/** What every rule does with a value that is not known at preview. */
export const unknownAtPreview: Parameter<string> = {
  type: "string",
  description:
    "What a value that is not known at preview means: `refuse` reports it at the level of the rule, `advise` only as an " +
    "advice. The update checks the value in both cases, before it creates the resource.",
  default: "refuse",
  enum: ["refuse", "advise"],
};

/** The section about {@link unknownAtPreview} in the documentation. */
export const unknownSection = "Values that are not known at preview";

/** Whether a finding is about a value that is not known at preview. */
export function isUnknownFinding({ id }: Finding): boolean {
  return id.startsWith("Unknown::");
}

/**
 * The message of a finding: resource, what is wrong, where, why, fix, and the key for an exception. It never contains the
 * value of a property, which may be a secret: the SDK does not mark secrets.
 * @param explain whether to say why, once for each rule.
 */
export function describeFinding(
  rule: Rule,
  finding: Finding,
  resource: Pick<CheckedResource, "type" | "name"> | undefined,
  explain: boolean,
): string {
  const subject = resource === undefined ? "" : `${resource.type} "${resource.name}": `;
  const section = isUnknownFinding(finding) ? unknownSection.toLowerCase().replaceAll(" ", "-") : rule.name;
  return [
    `${subject}${finding.what}.`,
    ...(finding.where === undefined ? [] : [`  at: ${finding.where}`]),
    ...(explain ? [`  why: ${rule.why}`] : []),
    `  fix: ${finding.fix ?? rule.fix}`,
    `  finding: ${rule.name}: ${finding.id}`,
    `  more: ${docsLink(section)}`,
  ].join("\n");
}
