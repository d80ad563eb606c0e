import { created, found, invalid, nextId, noContent, ok, Page, type Routes } from "./router";
import type { Environment, FakeRepository, Ruleset, Variable } from "./state";

const environmentOf = ({ environments }: FakeRepository, name: string | undefined): Environment | undefined =>
  environments.find((one) => one.name === name);

/** An environment as answers have it: https://docs.github.com/en/rest/deployments/environments */
function shown(
  { accounts }: FakeRepository,
  { name, wait_timer, reviewers, prevent_self_review, deployment_branch_policy }: Environment,
): object {
  const nameOf = (id: number) => Object.keys(accounts).find((one) => accounts[one] === id) ?? "";
  const review = {
    ...{ id: 1, type: "required_reviewers", prevent_self_review },
    reviewers: reviewers.map(({ type, id }) => ({
      type,
      reviewer: type === "User" ? { id, login: nameOf(id) } : { id, slug: nameOf(id).split("/")[1] },
    })),
  };
  const protection_rules = [
    ...(wait_timer > 0 ? [{ id: 2, type: "wait_timer", wait_timer }] : []),
    ...(reviewers.length > 0 ? [review] : []),
    ...(deployment_branch_policy === null ? [] : [{ id: 3, type: "branch_policy" }]),
  ];
  return { name, protection_rules, deployment_branch_policy };
}

/** Parameters of rules that GitHub adds where a request has none. */
const ruleDefaults: Readonly<Record<string, object>> = {
  pull_request: {
    allowed_merge_methods: ["merge", "squash", "rebase"],
    automatic_copilot_code_review_enabled: false,
  },
  required_status_checks: { do_not_enforce_on_create: false },
  update: { update_allows_fetch_and_merge: false },
};

function withDefaults(body: Record<string, unknown>): Record<string, unknown> {
  const rules = (body["rules"] ?? []) as { type: string; parameters?: object }[];
  const complete = rules.map(({ type, parameters }) => {
    const all = { ...ruleDefaults[type], ...parameters };
    return Object.keys(all).length === 0 ? { type } : { type, parameters: all };
  });
  return { ...body, rules: complete };
}

/** Environments, variables, rulesets and settings of Actions. */
export const settings: Routes = {
  "GET /environments": ({ repository }) =>
    ok(
      new Page(
        repository.environments.map((one) => shown(repository, one)),
        "environments",
      ),
    ),
  "GET /environments/*": ({ repository, part: [name] }) =>
    found(environmentOf(repository, name), (environment) => ok(shown(repository, environment))),
  // What a request leaves out is set to its default.
  "PUT /environments/*": ({ repository, part: [name = ""], body }) => {
    const { wait_timer, reviewers, prevent_self_review, deployment_branch_policy } =
      body as Partial<Environment>;
    if (reviewers?.some(({ id }) => !Object.values(repository.accounts).includes(id)) === true)
      return invalid("Failed to find a reviewer");
    const environment = environmentOf(repository, name) ?? { name, policies: [], variables: [] };
    if (!repository.environments.includes(environment as Environment))
      repository.environments.push(environment as Environment);
    Object.assign(environment, {
      wait_timer: wait_timer ?? 0,
      reviewers: reviewers ?? [],
      prevent_self_review: prevent_self_review ?? false,
      deployment_branch_policy: deployment_branch_policy ?? null,
    });
    return ok(shown(repository, environment as Environment));
  },
  "GET /environments/*/deployment-branch-policies": ({ repository, part: [name] }) =>
    found(environmentOf(repository, name), ({ policies }) => ok(new Page(policies, "branch_policies"))),
  "POST /environments/*/deployment-branch-policies": ({ repository, part: [name], body }) =>
    found(environmentOf(repository, name), ({ policies, deployment_branch_policy }) => {
      if (deployment_branch_policy?.custom_branch_policies !== true) return invalid("no custom policies");
      const { name: pattern, type = "branch" } = body as { name: string; type?: "branch" | "tag" };
      const policy = { id: nextId(policies), name: pattern, type };
      policies.push(policy);
      return ok(policy);
    }),
  "GET /environments/*/variables": ({ repository, part: [name] }) =>
    found(environmentOf(repository, name), ({ variables }) => ok(new Page(variables, "variables"))),
  "POST /environments/*/variables": ({ repository, part: [name], body }) =>
    found(environmentOf(repository, name), ({ variables }) => {
      variables.push(body as unknown as Variable);
      return created({});
    }),
  "PATCH /environments/*/variables/*": ({ repository, part: [name, variable], body }) =>
    found(
      environmentOf(repository, name)?.variables.find((one) => one.name === variable),
      (one) => {
        Object.assign(one, body);
        return noContent;
      },
    ),

  "GET /rulesets": ({ repository }) =>
    // The list leaves out what only the ruleset itself has.
    ok(new Page(repository.rulesets.map(({ id, name, target }) => ({ id, name, target })))),
  "GET /rulesets/*": ({ repository, part: [id] }) =>
    found(repository.rulesets.find((one) => String(one.id) === id)),
  "POST /rulesets": ({ repository, body }) => {
    const ruleset = { ...withDefaults(body), id: nextId(repository.rulesets) } as Ruleset;
    repository.rulesets.push(ruleset);
    return created(ruleset);
  },
  "PUT /rulesets/*": ({ repository, part: [id], body }) =>
    found(
      repository.rulesets.find((one) => String(one.id) === id),
      (ruleset) => ok(Object.assign(ruleset, withDefaults(body))),
    ),

  "GET /actions/permissions": ({ repository }) => ok(repository.actions["permissions"]),
  "GET /actions/permissions/*": ({ repository, part: [what = ""] }) => found(repository.actions[what]),
  "PUT /actions/permissions": ({ repository, body }) => {
    repository.actions["permissions"] = body;
    return noContent;
  },
  "PUT /actions/permissions/*": ({ repository, part: [what = ""], body }) => {
    repository.actions[what] = body;
    return noContent;
  },
  "GET /actions/variables": ({ repository }) => ok(new Page(repository.variables, "variables")),
};
