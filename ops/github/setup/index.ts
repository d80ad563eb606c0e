/** The settings of the repository on GitHub: environments, rulesets, labels and Actions. */
import { repoRoot } from "../../../common/paths";
import type { GitHub } from "../client";
import { stagesInAccounts } from "./accounts";
import { together, type Change, type Found } from "./change";
import { actions, environmentsOf, labels, rulesets } from "./desired";
import { environmentChanges, reviewerOf } from "./environments";
import { rulesetChanges } from "./rulesets";

export type { Found } from "./change";

/**
 * Compares the settings of a repository with what they should be. It changes nothing.
 * @param reviewers logins or `<organization>/<team>`, who approve deployments to prod and restores.
 * @throws UserError when an account trusts another repository, and for a reviewer who does not exist.
 */
export async function findSetup(
  github: GitHub,
  reviewers: readonly string[],
  checkout = repoRoot,
): Promise<Found> {
  const { octokit, owner, repo } = github;
  const stages = stagesInAccounts(checkout, `${owner}/${repo}`);
  const people = await Promise.all(reviewers.map((name) => reviewerOf(github, name)));
  const found: Found[] = [];
  for (const environment of stages.flatMap(environmentsOf))
    found.push(await environmentChanges(github, environment, people));
  const all = await octokit.paginate(octokit.rest.repos.getRepoRulesets, {
    ...{ owner, repo, includes_parents: false, per_page: 100 },
  });
  for (const ruleset of rulesets) found.push(await rulesetChanges(github, all, ruleset));
  found.push({ changes: [...(await labelChanges(github)), ...(await actionsChanges(github))], notes: [] });
  return together(found);
}

async function labelChanges({ octokit, owner, repo }: GitHub): Promise<Change[]> {
  const found = await octokit.paginate(octokit.rest.issues.listLabelsForRepo, { owner, repo, per_page: 100 });
  return labels
    .filter(({ name }) => !found.some((one) => one.name === name))
    .map((label) => ({
      what: `create the label ${label.name}`,
      apply: () => octokit.rest.issues.createLabel({ owner, repo, ...label }),
    }));
}

async function actionsChanges({ octokit, owner, repo }: GitHub): Promise<Change[]> {
  const { rest } = octokit;
  const { data: permissions } = await rest.actions.getGithubActionsPermissionsRepository({ owner, repo });
  const { data: workflow } = await rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository({
    ...{ owner, repo },
  });
  const { enabled, allowed_actions } = permissions;
  const changes: Change[] = [];
  if (!enabled || permissions.sha_pinning_required !== actions.permissions.sha_pinning_required)
    changes.push({
      what: "let Actions run, and only actions that are pinned by commit",
      apply: () =>
        rest.actions.setGithubActionsPermissionsRepository({
          ...{ owner, repo, enabled: true, ...actions.permissions },
          ...(allowed_actions !== undefined && { allowed_actions }),
        }),
    });
  if (
    workflow.default_workflow_permissions !== actions.workflow.default_workflow_permissions ||
    workflow.can_approve_pull_request_reviews
  )
    changes.push({
      what: "make the token of workflows read-only by default, and unable to approve pull requests",
      apply: () =>
        rest.actions.setGithubActionsDefaultWorkflowPermissionsRepository({
          owner,
          repo,
          ...actions.workflow,
        }),
    });
  return changes;
}
