/** Deployments of a stage: the real workflows, run by act, on an account with IAM enforced. */
import { edit } from "../../ops/program-copy";
import { GitHub, results, type Run, type Trigger } from "./rig";
import { DeliveryAccount } from "./rig/account";

jest.setTimeout(900_000);

let account: DeliveryAccount;
let github: GitHub;

beforeAll(async () => {
  account = await DeliveryAccount.open(["dev"]);
  github = await GitHub.open(account);
  const { repository } = github;
  account.copyStages(repository.dir);
  // pull-request.test.ts rehearses an upgrade. It would take most of the time of each plan.
  edit(repository.dir, "ops/plan/index.ts", "stages: [stage], progress", "stages: [], progress");
  commit("Release", "develop");
});
afterAll(async () => {
  github.remove();
  await account.remove();
});

/** Commits a change that passed CI. */
function commit(message: string, branch?: string): string {
  const sha = github.repository.commit(message, branch);
  github.passed(sha);
  return sha;
}

const push = (more: Partial<Trigger> = {}): Promise<Run> =>
  github.run("deploy-dev.yml", { event: "push", ref: "refs/heads/develop", ...more });

test("a push to develop is planned and released, and no issue is opened", async () => {
  const run = await push();
  expect(results(run)).toEqual({ plan: "success", release: "success", issue: "success" });
  expect(github.record(run)).toMatchObject({
    status: "released",
    commit: github.repository.git("rev-parse", "HEAD"),
  });
  // What a reviewer reads, and what is signed.
  expect(run.jobs["plan"]?.summary).toContain("What this release does to dev");
  expect(run.jobs["plan"]?.summary).not.toContain("Hotfix");
  const attested = github.artifact(run, ".", "attested");
  expect(attested).toContain("plan/plan.json");
  expect(attested).toContain("dist/functions/health/health.js");
  expect(github.api.issues).toEqual([]);
});

test("a release whose smoke test fails is rolled back, and an issue is opened", async () => {
  edit(github.repository.dir, "functions/health/health.ts", 'status: "ok"', 'status: "broken"');
  commit("Break the health check");
  const run = await push();
  expect(results(run)).toEqual({ plan: "success", release: "failure", issue: "success" });
  expect(github.record(run)).toMatchObject({ status: "rolled-back", step: "rollback" });
  expect(github.api.openIssues).toEqual([expect.stringMatching(/^1 dev: /)]);
  expect(await account.health("dev")).toMatchObject({ status: "ok" });
});

test("a release whose runner is lost is finished by the next run, which closes the issue", async () => {
  edit(
    github.repository.dir,
    "functions/health/health.ts",
    'status: "broken"',
    'status: "ok", changed: true',
  );
  commit("Correct the health check");
  const lost = await push({ killAt: /\d\d:\d\d deploy\s*$/ });
  expect(results(lost)).toEqual({ plan: "success", release: "lost" });
  const run = await push();
  expect({ ...results(run), log: run.result === "success" ? "" : run.log }).toEqual({
    ...{ plan: "success", release: "success", issue: "success" },
    log: "",
  });
  const { status, events } = github.record(run);
  expect(status).toBe("released");
  expect(events.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^resumed by /));
  expect(github.api.openIssues).toEqual([]);
  expect(await account.health("dev")).toMatchObject({ status: "ok", changed: true });
});
