import type { PackContext } from "../policy";
import type { ResourceRule, Rule } from "../rule";
import { exceptionsCurrent } from "./exceptions-current";
import { iamNoWildcard } from "./iam-no-wildcard";

/** Rules about single resources. A new rule is a file beside this one and a line here. */
const resourceRules: readonly ResourceRule[] = [iamNoWildcard];

/** All rules of the pack, in the order of their documentation. */
export function packRules({ exceptions, today }: PackContext): Rule[] {
  return [...resourceRules, exceptionsCurrent(resourceRules, exceptions, today)];
}
