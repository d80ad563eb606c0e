import type { PlainObject } from "./plain";
import type { Stack, StackResource } from "./stack";

/** One thing that a rule has against one resource. */
export interface Finding {
  /**
   * Names the finding among all that the rule can give on this resource, e.g. `Action::s3:*`. An exception names it,
   * so it changes when what is granted changes, and for no other reason.
   */
  id: string;
  /** What is wrong, as a sentence that follows the resource's name, e.g. `statement "Read" allows every s3 action`. */
  what: string;
  /** The place in the resource's properties, e.g. `policy.Statement[0]`. */
  where?: string;
  /** The offending piece, shortened, as JSON. Holds no condition values and no secrets. */
  excerpt?: string;
  /** How to mend this finding. Default: the rule's own `fix`. */
  fix?: string;
}

/** A resource as a rule sees it. */
export interface CheckedResource {
  /** Type token, e.g. `aws:iam/rolePolicy:RolePolicy`. */
  type: string;
  /** Logical name in the program. */
  name: string;
  urn: string;
  /** Inputs of the resource, or its outputs where the whole stack is looked at. */
  props: PlainObject;
  /** Paths of the values that are secrets for Pulumi, e.g. `environment.variables.KEY`. */
  secrets: ReadonlySet<string>;
  /** Whether Pulumi refuses to delete it (the resource option `protect`). */
  protect: boolean;
  /** Tags that the provider adds to every resource of its own (`defaultTags`). */
  defaultTags: PlainObject;
}

/** A value that configuration can give to a rule. */
export type ParameterValue =
  string | number | boolean | readonly ParameterValue[] | { readonly [key: string]: ParameterValue };

/** What a stage can set about a rule, by name. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** Of a rule that has nothing to set but its level. */
type NoParameters = Readonly<Record<string, never>>;

/** Declares one parameter: a JSON schema, of which the engine holds the configuration against `type` and the like. */
export interface Parameter<V extends ParameterValue = ParameterValue> {
  type: "boolean" | "integer" | "number" | "string" | "array" | "object";
  /** What it means, with its unit; shown in the documentation. */
  description: string;
  /** Its value where the configuration says nothing. */
  default: V;
  minimum?: number;
  maximum?: number;
  items?: { type: "string"; pattern?: string } | { type: "number" };
}

/** What a rule is given beside the resource. */
export interface RuleContext<P extends ParameterValues = ParameterValues> {
  /** Every parameter of the rule, as configured or by default. */
  parameters: P;
  /** The day on which dates are judged: of exceptions, of runtimes. */
  today: Date;
}

/** How bad a finding is, for those who sort by it. */
export type Severity = "low" | "medium" | "high" | "critical";

/** What every rule says about itself. All texts are plain sentences; `why`, `fix` and `details` are Markdown. */
interface RuleText<P extends ParameterValues> {
  /** Kebab case; what configuration and exceptions call the rule. */
  name: string;
  severity: Severity;
  /** What holds when the rule is kept, in one sentence. */
  describe: string;
  /** What goes wrong otherwise. */
  why: string;
  /** What to do about a finding. */
  fix: string;
  /** Further sections for the rule's page, e.g. tables of what is accepted. */
  details?: string;
  /** What a stage can set. Default: nothing but the level. */
  parameters?: { readonly [K in keyof P]: Parameter<P[K]> };
}

/** A rule about one resource at a time. */
export interface ResourceRule<P extends ParameterValues = ParameterValues> extends RuleText<P> {
  /** Type tokens of the resources that it looks at. */
  appliesTo: readonly string[];
  /** Pure: the same resource gives the same findings. */
  check(resource: CheckedResource, context: RuleContext<P>): Finding[];
}

/** A finding about a stack. */
export interface StackFinding extends Finding {
  /** The resource to blame. Default: the stack itself. */
  resource?: CheckedResource;
}

/** What a stack rule is given beside the stack. */
export interface StackRuleContext<P extends ParameterValues = ParameterValues> extends RuleContext<P> {
  /** The ids of all that another rule finds on a resource, or on the stack itself; `undefined`: there is no such rule. */
  findingsOf: (rule: string, resource: StackResource | undefined) => readonly string[] | undefined;
}

/** A rule about all resources of a stack together; it runs after them. */
export interface StackRule<P extends ParameterValues = ParameterValues> extends RuleText<P> {
  checkStack(stack: Stack, context: StackRuleContext<P>): StackFinding[];
}

/** A rule is data: what it says, what it looks at, and one pure function. */
export type Rule = ResourceRule | StackRule;

/** Declares a rule about single resources. @throws Error on a name that configuration could not address. */
export function resourceRule<P extends ParameterValues = NoParameters>(
  declaration: ResourceRule<P>,
): ResourceRule<P> {
  return named(declaration);
}

/** Declares a rule about a whole stack. @throws Error on a name that configuration could not address. */
export function stackRule<P extends ParameterValues = NoParameters>(declaration: StackRule<P>): StackRule<P> {
  return named(declaration);
}

function named<R extends { name: string }>(declaration: R): R {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(declaration.name)) {
    throw new Error(`A rule's name is kebab case with two words or more, not "${declaration.name}".`);
  }
  return declaration;
}

/** The parameters of a rule where the configuration says nothing. */
export function defaultParameters(rule: Pick<Rule, "parameters">): ParameterValues {
  return Object.fromEntries(
    Object.entries(rule.parameters ?? {}).map(([name, parameter]) => [name, parameter.default]),
  );
}

/** Where the rule's page is, from the root of the repository. */
export function docsLink(name: string): string {
  return `docs/policies.md#${name}`;
}

/** The text of a finding: resource, what, where, why, fix, and the key that an exception would name. */
export function describeFinding(
  rule: Rule,
  finding: Finding,
  resource?: Pick<CheckedResource, "type" | "name">,
): string {
  const subject = resource === undefined ? "" : `${resource.type} "${resource.name}": `;
  return [
    `${subject}${finding.what}.`,
    ...(finding.excerpt === undefined ? [] : [`  ${finding.where ?? "at"}: ${finding.excerpt}`]),
    `  why: ${rule.why}`,
    `  fix: ${finding.fix ?? rule.fix}`,
    `  finding: ${rule.name}: ${finding.id}`,
    `  more: ${docsLink(rule.name)}`,
  ].join("\n");
}
