/** The stages staging and prod, from the candidate to a rollback: the real workflows, run by act, with IAM enforced. */
import { PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";

import { edit } from "../../ops/program-copy";
import { StageFile } from "../../ops/secrets/stage-file";
import { ACCOUNT, root } from "../stages/account/rig";
import { GitHub, results, type Run, type Trigger } from "./rig";
import { DeliveryAccount } from "./rig/account";

jest.setTimeout(900_000);

let account: DeliveryAccount;
let github: GitHub;
/** The commit of main. */
let merged: string;

beforeAll(async () => {
  account = await DeliveryAccount.open(["staging", "prod"], false);
  github = await GitHub.open(account);
  const { repository } = github;
  account.copyStages(repository.dir);
  // pull-request.test.ts rehearses an upgrade. It would take most of the time of each plan.
  edit(repository.dir, "ops/plan/index.ts", "stages: [stage], progress", "stages: [], progress");
  const dev = StageFile.read(repository.dir, "dev");
  dev.set("aws:allowedAccountIds", [ACCOUNT]);
  dev.save();
  repository.commit("Begin", "main");
  edit(repository.dir, "CHANGELOG.md", "## Unreleased", "## Unreleased\n\n## 0.1.0");
  await account.addRelease("dev", repository.commit("Make version 0.1.0", "develop"));
  repository.git("checkout", "--quiet", "main");
  repository.git("merge", "--quiet", "--no-ff", "--no-edit", "develop");
  merged = repository.git("rev-parse", "HEAD");
  github.passed(merged);
});
afterAll(async () => {
  github.remove();
  await account.remove();
});

/** Somebody publishes a release of the last commit. */
const published = (tag: string): Trigger => ({
  ...{ event: "release", ref: `refs/tags/${tag}` },
  payload: { action: "published", release: { tag_name: tag, prerelease: tag.includes("-rc.") } },
});
const candidate = published("v0.1.0-rc.1");
const final = published("v0.1.0");

const byHand = (ref: string, inputs: object): Trigger => ({
  event: "workflow_dispatch",
  ref,
  payload: { inputs },
});

/** Results of the jobs of a deployment to prod. */
const done = { released: "success", plan: "success", release: "success", issue: "success" };

test("a candidate is released to staging, and then the release is drafted", async () => {
  const run = await github.run("deploy-staging.yml", candidate);
  expect(results(run)).toEqual({ plan: "success", release: "success", issue: "success", draft: "success" });
  expect(github.record(run)).toMatchObject({ status: "released", commit: merged });
  // Dev has the same files as another commit.
  expect(run.jobs["plan"]?.summary).toContain("which has the same files");
  expect(github.api.releases).toMatchObject([
    { tag_name: "v0.1.0", target_commitish: merged, draft: true, prerelease: false },
  ]);
});

test("each workflow takes its own kind of release", async () => {
  expect((await github.run("deploy-staging.yml", final)).jobs).toEqual({});
  expect((await github.run("deploy-prod.yml", candidate)).jobs).toEqual({});
});

test("a stage that changes between plan and approval is not released", async () => {
  const file = StageFile.read(account.aws.programDir, "prod");
  file.set("sjc1990app:apiThrottle", { rate: 50, burst: 60 });
  file.save();
  let state = "";
  const approve = async (environment: string) => {
    if (environment !== "production") return;
    await account.up("prod");
    state = await account.stateVersion("prod");
  };
  const run = await github.run("deploy-prod.yml", { ...final, approve });
  expect(results(run)).toEqual({ ...done, release: "failure" });
  const { status, step, reason } = github.record(run);
  expect([status, step]).toEqual(["failed", "preview"]);
  expect(reason).toMatch(/have it approved; update aws:apigateway.*::api-throttle.* is not in the plan/);
  expect(await account.stateVersion("prod")).toBe(state);
  expect(github.api.openIssues).toEqual([expect.stringMatching(/^1 prod: /)]);
});

test("prod gets what staging has, once somebody has seen the plan and approved it", async () => {
  const environments: string[] = [];
  let seen = "";
  const approve = (environment: string, { plan, release }: Run["jobs"]) => {
    environments.push(environment);
    if (environment === "production" && release?.steps["Release"] === undefined) seen = plan?.summary ?? "";
  };
  const run = await github.run("deploy-prod.yml", { ...final, approve });
  expect(environments).toEqual(["preview-staging", "preview-prod", "production", "preview-prod"]);
  expect(seen).toContain("What this release does to prod");
  expect(results(run)).toEqual(done);
  expect(JSON.parse(github.artifact(run, "released", "released.json"))).toMatchObject({ stage: "staging" });
  expect(github.artifact(run, "plan", "plan.json")).toContain("::api-throttle");
  expect(github.record(run)).toMatchObject({ status: "released", commit: merged });
  expect(github.api.openIssues).toEqual([]);
});

describe("a commit that staging does not have", () => {
  let fix: string;
  beforeAll(() => {
    edit(github.repository.dir, "functions/health/health.ts", 'status: "ok"', 'status: "ok", fixed: true');
    fix = github.repository.commit("Fix the health check");
    github.passed(fix);
  });

  test("is refused, and nobody is asked to approve it", async () => {
    const run = await github.run("deploy-prod.yml", final);
    expect(results(run)).toEqual({ released: "success", plan: "failure", issue: "success" });
    expect(run.jobs["plan"]?.summary).toContain("was not released on staging");
  });

  test("is released as a hotfix, with the reason", async () => {
    const hotfix = "sign-in fails";
    const run = await github.run("deploy-prod.yml", byHand("refs/tags/v0.1.1", { hotfix }));
    expect(results(run)).toEqual(done);
    expect(run.jobs["plan"]?.summary).toContain(hotfix);
    expect(github.record(run)).toMatchObject({ status: "released", commit: fix, hotfix });
    expect(await account.health("prod")).toMatchObject({ fixed: true });
  });

  test("is rolled back by hand", async () => {
    const environments: string[] = [];
    const approve = (environment: string) => void environments.push(environment);
    const run = await github.run("rollback.yml", {
      ...byHand("refs/heads/main", { stage: "prod", to: "" }),
      approve,
    });
    expect(results(run)).toEqual({ rollback: "success", issue: "success" });
    expect(environments).toEqual(["production", "preview-prod"]);
    expect(await account.health("prod")).toEqual({ status: "ok", stage: "prod", version: "0.1.0" });
  });
});

test("a change by hand opens an issue, which its end closes", async () => {
  const logs = account.aws.clients(root).logs();
  const logGroupName = "/aws/lambda/sjc1990app-health-staging";
  const keepLogs = (retentionInDays: number) =>
    logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  const matrix = { stage: "staging" };
  const find = () => github.run("drift.yml", { event: "schedule", ref: "refs/heads/main", matrix });

  await keepLogs(1);
  expect(results(await find())).toEqual({ drift: "failure" });
  expect(github.api.openIssues).toEqual([expect.stringMatching(/^\d+ staging: resources differ/)]);
  expect(github.api.issues.at(-1)?.body).toContain("| `retentionInDays` | `14 → 1` |");
  await keepLogs(14);
  expect(results(await find())).toEqual({ drift: "success" });
  expect(github.api.openIssues).toEqual([]);
});
