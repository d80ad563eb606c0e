/** What the repository on GitHub should be like. */
import type { RestEndpointMethodTypes } from "@octokit/rest";

import {
  deployEnvironment,
  deployRole,
  previewEnvironment,
  previewRole,
  pruneEnvironment,
  pruneRole,
  restoreEnvironment,
  restoreRole,
  roleArn,
} from "../../../infra/account/names";
import { backendUrl } from "../../../infra/account/state";
import type { StageInAccount } from "./accounts";

/** A pattern of branches or tags whose workflows may use an environment. */
export interface RefPolicy {
  name: string;
  type: "branch" | "tag";
}

/** A GitHub environment. */
export interface EnvironmentArgs {
  name: string;
  /** Whether people must approve its jobs. */
  reviewed: boolean;
  refs: readonly RefPolicy[];
  variables: Readonly<Record<string, string>>;
}

const versions: RefPolicy = { name: "v*", type: "tag" };
const main: RefPolicy = { name: "main", type: "branch" };
const develop: RefPolicy = { name: "develop", type: "branch" };

/** The environments of a stage. Each is trusted by one role: infra/account/index.ts. */
export function environmentsOf({ stage, region, account }: StageInAccount): EnvironmentArgs[] {
  const one = (name: string, role: string, refs: RefPolicy[], reviewed = false): EnvironmentArgs => ({
    ...{ name, refs, reviewed },
    variables: {
      AWS_ROLE: roleArn(role, account),
      AWS_REGION: region,
      PULUMI_BACKEND_URL: backendUrl(account),
    },
  });
  return [
    // Rollbacks are started on main.
    one(
      deployEnvironment(stage),
      deployRole(stage),
      [stage === "dev" ? develop : versions, main],
      stage === "prod",
    ),
    one(previewEnvironment(stage), previewRole, [main, develop, versions]),
    one(pruneEnvironment(stage), pruneRole(stage), [main]),
    one(restoreEnvironment(stage), restoreRole(stage), [main], true),
  ];
}

/** A ruleset, as GitHub takes it. */
export type RulesetArgs = Required<
  Pick<
    RestEndpointMethodTypes["repos"]["createRepoRuleset"]["parameters"],
    "name" | "target" | "enforcement" | "conditions" | "rules"
  >
>;

/** The app of GitHub Actions: nobody else can report the check. */
const GITHUB_ACTIONS = 15_368;

/** Name of the job of ci.yml that has passed when all others have. */
const ALL_CHECKS = "All checks";

export const rulesets: readonly RulesetArgs[] = [
  {
    ...{ name: "main and develop", target: "branch", enforcement: "active" },
    conditions: { ref_name: { include: ["refs/heads/main", "refs/heads/develop"], exclude: [] } },
    rules: [
      {
        type: "pull_request",
        parameters: {
          required_approving_review_count: 1,
          dismiss_stale_reviews_on_push: true,
          require_code_owner_review: true,
          require_last_push_approval: false,
          required_review_thread_resolution: false,
        },
      },
      {
        type: "required_status_checks",
        parameters: {
          required_status_checks: [{ context: ALL_CHECKS, integration_id: GITHUB_ACTIONS }],
          strict_required_status_checks_policy: false,
        },
      },
      // No force push.
      { type: "non_fast_forward" },
      { type: "deletion" },
    ],
  },
  {
    // What a tag names was approved: it never moves.
    ...{ name: "version tags", target: "tag", enforcement: "active" },
    conditions: { ref_name: { include: ["refs/tags/v*"], exclude: [] } },
    rules: [{ type: "update" }, { type: "deletion" }, { type: "non_fast_forward" }],
  },
];

/** Labels of the issues that commands write. */
export const labels = [
  { name: "escalation", color: "b60205", description: "For the product manager" },
  { name: "drift", color: "fbca04", description: "Resources that differ from the state of Pulumi" },
] as const;

/** Settings of Actions. */
export const actions = {
  permissions: { sha_pinning_required: true },
  workflow: { default_workflow_permissions: "read", can_approve_pull_request_reviews: false },
} as const;
