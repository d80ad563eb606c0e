import { isDeepStrictEqual } from "node:util";

import type { GitHub } from "../client";
import type { Found } from "./change";
import type { RulesetArgs } from "./desired";

type Rule = RulesetArgs["rules"][number];

/** What of a ruleset must change. Rules, refs and bypasses that somebody added stay. */
export async function rulesetChanges(
  { octokit, owner, repo }: GitHub,
  all: readonly { id: number; name: string }[],
  wanted: RulesetArgs,
): Promise<Found> {
  const { name } = wanted;
  const id = all.find((one) => one.name === name)?.id;
  if (id === undefined)
    return {
      changes: [
        {
          what: `create the ruleset "${name}"`,
          apply: () => octokit.rest.repos.createRepoRuleset({ owner, repo, ...wanted }),
        },
      ],
      notes: [],
    };
  const { data: found } = await octokit.rest.repos.getRepoRuleset({ owner, repo, ruleset_id: id });
  const { rules = [], enforcement } = found;
  const conditions = found.conditions as RulesetArgs["conditions"] | undefined;
  const next = {
    enforcement: wanted.enforcement,
    conditions: { ref_name: { ...conditions?.ref_name, include: includes(conditions, wanted) } },
    rules: withRules(rules, wanted.rules),
  };
  const bypasses = found.bypass_actors?.length ?? 0;
  const notes =
    bypasses === 0 ? [] : [`the ruleset "${name}" can be bypassed by ${String(bypasses)}: not removed`];
  if (isDeepStrictEqual({ enforcement, conditions: { ref_name: conditions?.ref_name }, rules }, next))
    return { changes: [], notes };
  const change = {
    what: `change the ruleset "${name}"`,
    apply: () => octokit.rest.repos.updateRepoRuleset({ owner, repo, ruleset_id: id, ...next }),
  };
  return { changes: [change], notes };
}

function includes(found: RulesetArgs["conditions"] | undefined, wanted: RulesetArgs): string[] {
  const refs = (conditions: RulesetArgs["conditions"] | undefined) => conditions?.ref_name?.include ?? [];
  return [...new Set([...refs(found), ...refs(wanted.conditions)])];
}

/** The rules that are there with the parameters that are wanted, and those that are missing. */
function withRules(found: readonly Rule[], wanted: readonly Rule[]): Rule[] {
  const missing = wanted.filter(({ type }) => !found.some((rule) => rule.type === type));
  const kept = found.map((rule): Rule => {
    const parameters = parametersOf(wanted.find(({ type }) => type === rule.type));
    if (parameters === undefined) return rule;
    return { ...rule, parameters: { ...parametersOf(rule), ...withChecks(rule, parameters) } } as Rule;
  });
  return [...kept, ...missing];
}

/** A list of required checks keeps those that somebody added. */
function withChecks(found: Rule, parameters: object): object {
  if (!("required_status_checks" in parameters)) return parameters;
  const checks = [parametersOf(found), parameters].flatMap(
    (one) =>
      (one as { required_status_checks?: { context: string }[] } | undefined)?.required_status_checks ?? [],
  );
  const byName = new Map(checks.map((check) => [check.context, check]));
  return { ...parameters, required_status_checks: [...byName.values()] };
}

function parametersOf(rule: Rule | undefined): object | undefined {
  return rule !== undefined && "parameters" in rule ? rule.parameters : undefined;
}
