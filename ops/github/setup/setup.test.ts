/** The settings of a repository on a fake of GitHub's API, from the stage files of this checkout. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { repoRoot } from "../../../common/paths";
import { clientOf } from "../client";
import { FakeGitHub } from "../testing/github";
import { findSetup } from ".";

const REPOSITORY = "example-org/sjc1990app-platform";

let gitHub: FakeGitHub;
let GITHUB_API_URL: string;
beforeEach(async () => {
  gitHub = new FakeGitHub();
  Object.assign(gitHub.accounts, { octocat: 1, hubot: 2, "example-org/platform-team": 3 });
  GITHUB_API_URL = await gitHub.start();
});
afterEach(() => {
  gitHub.stop();
});

const find = (reviewers: string[] = [], checkout = repoRoot, repository = REPOSITORY) =>
  findSetup(clientOf(repository, "t", { GITHUB_API_URL }), reviewers, checkout);

/** @returns what was changed. */
async function setUp(...reviewers: string[]): Promise<string[]> {
  const { changes } = await find(reviewers);
  for (const { apply } of changes) await apply();
  return changes.map(({ what }) => what);
}

const environment = (name: string) => gitHub.environments.find((one) => one.name === name)!;
const refs = (name: string) => environment(name).policies.map(({ name: ref, type }) => `${type} ${ref}`);

test("finding the changes writes nothing, and once they are made there are none", async () => {
  const planned = await find(["octocat"]);
  expect(gitHub.writes).toEqual([]);
  expect(await setUp("octocat")).toEqual(planned.changes.map(({ what }) => what));
  expect(gitHub.writes).toHaveLength(planned.changes.length);
  const before = structuredClone(gitHub.writes);
  expect(await find(["octocat"])).toEqual({ changes: [], notes: [] });
  expect(gitHub.writes).toEqual(before);
});

test("each environment has the role, the region and the state of its account, and its branches and tags", async () => {
  await setUp();
  expect(gitHub.environments.map(({ name }) => name)).toEqual([
    ...["dev", "preview-dev", "prune-dev", "restore-dev"],
    ...["staging", "preview-staging", "prune-staging", "restore-staging"],
    ...["production", "preview-prod", "prune-prod", "restore-prod"],
  ]);
  expect(refs("dev")).toEqual(["branch develop", "branch main"]);
  expect(refs("staging")).toEqual(["tag v*", "branch main"]);
  expect(refs("production")).toEqual(["tag v*", "branch main"]);
  expect(refs("preview-prod")).toEqual(["branch main", "branch develop", "tag v*"]);
  expect(refs("prune-staging")).toEqual(["branch main"]);
  expect(refs("restore-prod")).toEqual(["branch main"]);
  const AWS_REGION = "us-east-1";
  const bucket = (account: string) => `s3://sjc1990app-state-${account}?region=us-east-1&awssdk=v2`;
  expect(
    Object.fromEntries(environment("production").variables.map(({ name, value }) => [name, value])),
  ).toEqual({
    ...{ AWS_ROLE: "arn:aws:iam::444455556666:role/sjc1990app-deploy-prod", AWS_REGION },
    PULUMI_BACKEND_URL: bucket("444455556666"),
  });
  expect(
    Object.fromEntries(environment("preview-dev").variables.map(({ name, value }) => [name, value])),
  ).toEqual({
    ...{ AWS_ROLE: "arn:aws:iam::111122223333:role/sjc1990app-preview", AWS_REGION },
    PULUMI_BACKEND_URL: bucket("111122223333"),
  });
});

test("reviewers approve deployments to prod and restores only, and not their own where there are several", async () => {
  await setUp("octocat");
  const reviewed = gitHub.environments
    .filter(({ reviewers }) => reviewers.length > 0)
    .map(({ name }) => name);
  expect(reviewed).toEqual(["restore-dev", "restore-staging", "production", "restore-prod"]);
  expect(environment("production")).toMatchObject({
    ...{ reviewers: [{ type: "User", id: 1 }], prevent_self_review: false },
  });
  await setUp("octocat", "example-org/platform-team");
  expect(environment("production")).toMatchObject({
    reviewers: [
      { type: "User", id: 1 },
      { type: "Team", id: 3 },
    ],
    prevent_self_review: true,
  });
});

test("without reviewers it says that prod needs no approval", async () => {
  const { notes } = await find();
  expect(notes).toContainEqual(expect.stringContaining("production has no reviewers"));
});

test("what somebody added stays and is named", async () => {
  await setUp("octocat");
  const production = environment("production");
  production.reviewers.push({ type: "User", id: 2 });
  production.wait_timer = 30;
  production.policies.push({ id: 9, name: "hotfix/*", type: "branch" });
  production.variables.push({ name: "MORE", value: "1" });
  const [branches] = gitHub.rulesets;
  const rules = branches!["rules"] as { type: string; parameters?: Record<string, unknown> }[];
  rules.push({ type: "required_signatures" });
  const checks = rules.find(({ type }) => type === "required_status_checks")!.parameters!;
  (checks["required_status_checks"] as object[]).push({ context: "Licences" });
  Object.assign(branches!, {
    bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
  });
  rules.splice(
    rules.findIndex(({ type }) => type === "non_fast_forward"),
    1,
  );
  production.variables.find(({ name }) => name === "AWS_REGION")!.value = "eu-west-1";

  const { changes, notes } = await find(["octocat"]);
  expect(changes.map(({ what }) => what)).toEqual([
    "change the environment production, with 2 reviewers",
    "set AWS_REGION of production to us-east-1",
    'change the ruleset "main and develop"',
  ]);
  expect(notes).toEqual([
    "production also allows hotfix/*: not removed",
    "production also has MORE: not removed",
    'the ruleset "main and develop" can be bypassed by 1: not removed',
  ]);
  await setUp("octocat");
  expect(production).toMatchObject({
    wait_timer: 30,
    reviewers: [{ id: 1 }, { id: 2 }],
    prevent_self_review: true,
  });
  expect(production.policies).toHaveLength(3);
  const now = branches!["rules"] as { type: string; parameters?: Record<string, unknown> }[];
  expect(now.map(({ type }) => type)).toEqual([
    ...["pull_request", "required_status_checks", "deletion", "required_signatures", "non_fast_forward"],
  ]);
  expect(now[1]!.parameters!["required_status_checks"]).toEqual([
    { context: "All checks", integration_id: 15_368 },
    { context: "Licences" },
  ]);
  expect((await find(["octocat"])).changes).toEqual([]);
});

test("main and develop need a reviewed pull request and All checks; version tags never move", async () => {
  await setUp();
  const [branches, tags] = gitHub.rulesets as unknown as {
    rules: { type: string; parameters?: object }[];
    conditions: object;
  }[];
  expect(branches!.conditions).toEqual({
    ref_name: { include: ["refs/heads/main", "refs/heads/develop"], exclude: [] },
  });
  const parameters = (type: string) => branches!.rules.find((rule) => rule.type === type)?.parameters;
  expect(parameters("pull_request")).toMatchObject({ required_approving_review_count: 1 });
  expect(parameters("required_status_checks")).toMatchObject({
    required_status_checks: [{ context: "All checks", integration_id: 15_368 }],
  });
  expect(branches!.rules.map(({ type }) => type)).toContain("non_fast_forward");
  expect(tags).toMatchObject({ conditions: { ref_name: { include: ["refs/tags/v*"] } }, target: "tag" });
  expect(tags!.rules.map(({ type }) => type)).toEqual(["update", "deletion", "non_fast_forward"]);
});

test("tokens of workflows are read-only, and actions must be pinned", async () => {
  gitHub.actions["permissions"] = { enabled: true, allowed_actions: "selected", sha_pinning_required: false };
  await setUp();
  expect(gitHub.actions).toMatchObject({
    permissions: { enabled: true, allowed_actions: "selected", sha_pinning_required: true },
    workflow: { default_workflow_permissions: "read", can_approve_pull_request_reviews: false },
  });
  expect(gitHub.labels.map(({ name }) => name)).toEqual(["escalation", "drift"]);
});

test.each(["nobody", "example-org/nobody"])(
  "the reviewer %s, who does not exist, is an error",
  async (name) => {
    await expect(find([name])).rejects.toMatchObject({
      ...{ name: "UserError", message: expect.stringContaining(`"${name}"`) as string },
    });
  },
);

describe("the files must agree", () => {
  let checkout: string;
  beforeEach(() => {
    checkout = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-setup-"));
    fs.mkdirSync(path.join(checkout, "infra/account"), { recursive: true });
    for (const file of ["Pulumi.yaml", "Pulumi.nonprod.yaml", "Pulumi.prod.yaml"])
      fs.copyFileSync(path.join(repoRoot, "infra/account", file), path.join(checkout, "infra/account", file));
    for (const stage of ["dev", "staging", "prod"])
      fs.copyFileSync(
        path.join(repoRoot, `Pulumi.${stage}.yaml`),
        path.join(checkout, `Pulumi.${stage}.yaml`),
      );
  });
  afterEach(() => {
    fs.rmSync(checkout, { recursive: true });
  });

  test("an account that trusts another repository is an error", async () => {
    await expect(find([], checkout, "o/r")).rejects.toMatchObject({
      ...{ name: "UserError", message: `the account "nonprod" trusts the repository ${REPOSITORY}, not o/r` },
      remedy: expect.stringContaining("config set repository o/r --stack nonprod") as string,
    });
  });

  test("a stage in another account is an error", async () => {
    const file = path.join(checkout, "Pulumi.dev.yaml");
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("111122223333", "999988887777"));
    await expect(find([], checkout)).rejects.toMatchObject({
      ...{
        name: "UserError",
        message: expect.stringContaining('"dev" is in the account 999988887777') as string,
      },
    });
  });
});
