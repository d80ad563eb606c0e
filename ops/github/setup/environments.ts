import type { RestEndpointMethodTypes } from "@octokit/rest";

import { UserError } from "../../../common/errors";
import type { GitHub } from "../client";
import { existing, type Change, type Found } from "./change";
import type { EnvironmentArgs, RefPolicy } from "./desired";

/** Who may approve: a person, or a team of an organization. */
export interface Reviewer {
  type: "User" | "Team";
  id: number;
}

type FoundEnvironment = RestEndpointMethodTypes["repos"]["getEnvironment"]["response"]["data"];

/**
 * The reviewer of a name.
 * @param name a login, or `<organization>/<team>`.
 * @throws UserError when there is none.
 */
export async function reviewerOf({ octokit }: GitHub, name: string): Promise<Reviewer> {
  const [first = "", team_slug] = name.split("/");
  const found =
    team_slug === undefined
      ? await existing(octokit.rest.users.getByUsername({ username: first }))
      : await existing(octokit.rest.teams.getByName({ org: first, team_slug }));
  if (found === undefined)
    throw new UserError(
      `GitHub has no ${team_slug === undefined ? "user" : "team"} "${name}"`,
      "Give --reviewer <login> or --reviewer <organization>/<team>. A token needs Members: read to see teams.",
    );
  return { type: team_slug === undefined ? "User" : "Team", id: found.data.id };
}

/** What of an environment must change. Reviewers, branches and tags that somebody added stay. */
export async function environmentChanges(
  github: GitHub,
  args: EnvironmentArgs,
  reviewers: readonly Reviewer[],
): Promise<Found> {
  const { octokit, owner, repo } = github;
  const { name } = args;
  const environment = { owner, repo, environment_name: name };
  const found = (await existing(octokit.rest.repos.getEnvironment(environment)))?.data;
  const before = found === undefined ? undefined : settingsOf(found);
  const wanted = {
    wait_timer: before?.wait_timer ?? 0,
    reviewers: union(before?.reviewers ?? [], args.reviewed ? reviewers : []),
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  };
  // Whoever started a run does not approve it where somebody else can.
  const several = wanted.reviewers.length > 1 || wanted.reviewers.some(({ type }) => type === "Team");
  const settings = { ...wanted, prevent_self_review: several || before?.prevent_self_review === true };
  const changes: Change[] = [];
  if (before === undefined || !same(before, settings))
    changes.push({
      what: `${before === undefined ? "create" : "change"} the environment ${name}${reviewText(settings)}`,
      apply: () => octokit.rest.repos.createOrUpdateEnvironment({ ...environment, ...settings }),
    });

  const policies =
    found?.deployment_branch_policy?.custom_branch_policies === true
      ? await octokit.paginate(octokit.rest.repos.listDeploymentBranchPolicies, {
          ...environment,
          per_page: 100,
        })
      : [];
  const missing = args.refs.filter((ref) => !policies.some((policy) => isRef(policy, ref)));
  for (const { name: pattern, type } of missing)
    changes.push({
      what: `allow the ${type} ${pattern} in ${name}`,
      apply: () => octokit.rest.repos.createDeploymentBranchPolicy({ ...environment, name: pattern, type }),
    });
  const others = policies.filter((policy) => !args.refs.some((ref) => isRef(policy, ref)));
  const notes = others.map(({ name: pattern = "" }) => `${name} also allows ${pattern}: not removed`);
  if (args.reviewed && settings.reviewers.length === 0)
    notes.push(
      `${name} has no reviewers: give --reviewer, or everybody who can push deploys without an approval`,
    );
  const variables = await variableChanges(github, args, found !== undefined);
  return { changes: [...changes, ...variables.changes], notes: [...notes, ...variables.notes] };
}

/** The settings of an environment, as requests have them. */
function settingsOf({ protection_rules = [], deployment_branch_policy: policy }: FoundEnvironment) {
  let wait_timer = 0;
  let reviewers: Reviewer[] = [];
  let prevent_self_review = false;
  for (const rule of protection_rules) {
    if ("wait_timer" in rule) wait_timer = rule.wait_timer ?? 0;
    if (!("reviewers" in rule)) continue;
    prevent_self_review = rule.prevent_self_review ?? false;
    reviewers = (rule.reviewers ?? []).flatMap(({ type, reviewer }) =>
      type === undefined || reviewer?.id === undefined ? [] : [{ type, id: reviewer.id }],
    );
  }
  return { wait_timer, reviewers, deployment_branch_policy: policy ?? null, prevent_self_review };
}

function same(before: ReturnType<typeof settingsOf>, after: ReturnType<typeof settingsOf>): boolean {
  const { deployment_branch_policy: policy } = before;
  return (
    // None is ever removed.
    before.reviewers.length === after.reviewers.length &&
    before.prevent_self_review === after.prevent_self_review &&
    policy?.protected_branches === after.deployment_branch_policy?.protected_branches &&
    policy?.custom_branch_policies === after.deployment_branch_policy?.custom_branch_policies
  );
}

function union(before: readonly Reviewer[], more: readonly Reviewer[]): Reviewer[] {
  const others = more.filter(({ type, id }) => !before.some((one) => one.type === type && one.id === id));
  return [...before, ...others];
}

function reviewText({ reviewers: { length } }: { reviewers: readonly Reviewer[] }): string {
  if (length === 0) return "";
  return length === 1 ? ", with a reviewer" : `, with ${String(length)} reviewers`;
}

function isRef(policy: { name?: string; type?: string }, { name, type }: RefPolicy): boolean {
  return policy.name === name && (policy.type ?? "branch") === type;
}

async function variableChanges(
  { octokit, owner, repo }: GitHub,
  { name: environment_name, variables: wanted }: EnvironmentArgs,
  exists: boolean,
): Promise<Found> {
  const environment = { owner, repo, environment_name };
  const found = exists
    ? await octokit.paginate(octokit.rest.actions.listEnvironmentVariables, { ...environment, per_page: 30 })
    : [];
  const changes = Object.entries(wanted).flatMap(([name, value]): Change[] => {
    const before = found.find((one) => one.name === name)?.value;
    if (before === value) return [];
    const request = { ...environment, name, value };
    return [
      {
        what: `set ${name} of ${environment_name} to ${value}`,
        apply: () =>
          before === undefined
            ? octokit.rest.actions.createEnvironmentVariable(request)
            : octokit.rest.actions.updateEnvironmentVariable(request),
      },
    ];
  });
  const others = found.filter(({ name }) => !(name in wanted));
  return { changes, notes: others.map(({ name }) => `${environment_name} also has ${name}: not removed`) };
}
