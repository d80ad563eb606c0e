import { created, found, invalid, noContent, ok, Page, type Routes } from "./router";
import type { Environment, FakeRepository, Release, Ruleset, Variable } from "./state";

const environmentOf = ({ environments }: FakeRepository, name: string | undefined): Environment | undefined =>
  environments.find((one) => one.name === name);

const nextId = (items: readonly { id: number }[]): number => Math.max(0, ...items.map(({ id }) => id)) + 1;

/** An environment as answers have it: https://docs.github.com/en/rest/deployments/environments */
function shown(
  { accounts }: FakeRepository,
  { name, reviewers, prevent_self_review, deployment_branch_policy }: Environment,
): object {
  const nameOf = (id: number) => Object.keys(accounts).find((one) => accounts[one] === id) ?? "";
  const review = {
    ...{ id: 1, type: "required_reviewers", prevent_self_review },
    reviewers: reviewers.map(({ type, id }) => ({
      type,
      reviewer: type === "User" ? { id, login: nameOf(id) } : { id, slug: nameOf(id).split("/")[1] },
    })),
  };
  return { name, protection_rules: reviewers.length === 0 ? [] : [review], deployment_branch_policy };
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
    const { reviewers, prevent_self_review, deployment_branch_policy } = body as Partial<Environment>;
    if (reviewers?.some(({ id }) => !Object.values(repository.accounts).includes(id)) === true)
      return invalid("Failed to find a reviewer");
    const environment = environmentOf(repository, name) ?? { name, policies: [], variables: [] };
    if (!repository.environments.includes(environment as Environment))
      repository.environments.push(environment as Environment);
    Object.assign(environment, {
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
    const ruleset = { ...body, id: nextId(repository.rulesets) } as Ruleset;
    repository.rulesets.push(ruleset);
    return created(ruleset);
  },
  "PUT /rulesets/*": ({ repository, part: [id], body }) =>
    found(
      repository.rulesets.find((one) => String(one.id) === id),
      (ruleset) => ok(Object.assign(ruleset, body)),
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

/** Check runs and releases of commits. */
export const commits: Routes = {
  "GET /commits/*/check-runs": ({ repository, part: [commit], query }) =>
    ok(
      new Page(
        repository.checkRuns.filter(
          ({ head_sha, name }) => head_sha === commit && name === (query.get("check_name") ?? name),
        ),
        "check_runs",
      ),
    ),
  "GET /releases": ({ repository }) => ok(new Page(repository.releases.toReversed())),
  "POST /releases": ({ repository, body }) => {
    const id = nextId(repository.releases);
    const release = { ...body, id, html_url: `https://github.example/r/${String(id)}` } as unknown as Release;
    repository.releases.push(release);
    return created(release);
  },
};
