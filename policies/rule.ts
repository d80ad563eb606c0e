import type { PlainObject } from "./plain";

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
  /** Inputs of the resource, or its outputs where the whole stack is looked at. */
  props: PlainObject;
}

/** What every rule says about itself. All texts are plain sentences; `why`, `fix` and `details` are Markdown. */
interface RuleText {
  /** Kebab case; what configuration and exceptions call the rule. */
  name: string;
  /** What holds when the rule is kept, in one sentence. */
  describe: string;
  /** What goes wrong otherwise. */
  why: string;
  /** What to do about a finding. */
  fix: string;
  /** Further sections for the rule's page, e.g. tables of what is accepted. */
  details?: string;
}

/** A rule about one resource at a time. */
export interface ResourceRule extends RuleText {
  /** Type tokens of the resources that it looks at. */
  appliesTo: readonly string[];
  /** Pure: the same resource gives the same findings. */
  check: (resource: CheckedResource) => Finding[];
}

/** A resource within its stack. */
export interface StackResource extends CheckedResource {
  urn: string;
}

/** A finding about a stack; `urn` where one resource is to blame. */
export interface StackFinding extends Finding {
  urn?: string;
}

/** A rule about all resources of a stack together; it runs after them. */
export interface StackRule extends RuleText {
  checkStack: (resources: readonly StackResource[]) => StackFinding[];
}

/** A rule is data: what it says, what it looks at, and one pure function. */
export type Rule = ResourceRule | StackRule;

/** Declares a rule. @throws Error on a name that configuration could not address. */
export function rule<R extends Rule>(declaration: R): R {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(declaration.name)) {
    throw new Error(`A rule's name is kebab case with two words or more, not "${declaration.name}".`);
  }
  return declaration;
}

/** Where the rule's page is, from the root of the repository. */
export function docsLink(name: string): string {
  return `docs/policies.md#${name}`;
}

/** The text of a finding: resource, what, where, why, fix, and the key that an exception would name. */
export function describeFinding(rule: Rule, finding: Finding, resource?: CheckedResource): string {
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
