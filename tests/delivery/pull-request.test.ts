/** A pull request of a fork, which upgrades a stage without a loss: the real workflows, run by act. */
import * as fs from "node:fs";
import * as path from "node:path";

import { edit } from "../../ops/program-copy";
import { survivals } from "../../ops/rehearse/journeys/fill";
import { GitHub, type Run } from "./rig";

const HEAD = "somebody:change";

let github: GitHub;
let first: Run;

beforeAll(async () => {
  github = await GitHub.open();
  const { repository } = github;
  // One stage is enough: rehearsals take most of the time.
  for (const stage of ["dev", "staging"]) fs.rmSync(path.join(repository.dir, `Pulumi.${stage}.yaml`));
  repository.commit("Release", "main");
  edit(repository.dir, "functions/health/health.ts", /$/, "\nexport const changed = true;\n");
  edit(
    repository.dir,
    "infra/index.ts",
    "apiFunction(routes.health)",
    "apiFunction(routes.health, { grants: [sessions.grants.getItem()] })",
  );
  edit(
    repository.dir,
    "infra/data.ts",
    'ttlAttribute: "expiresAt",\n});',
    'ttlAttribute: "expiresAt",\n  stream: true,\n});',
  );
  const sha = repository.commit("Change health", "change");
  github.api.pulls.push({ number: 7, label: HEAD, sha });
  first = await github.run("preview.yml", pullRequest());
});
afterAll(() => {
  github.remove();
});

/** An event of the pull request, whose branch has the last commit. */
const pullRequest = () => ({
  event: "pull_request",
  ref: "refs/pull/7/merge",
  payload: { number: 7, pull_request: { number: 7, base: { ref: "main" }, head: { ref: "change" } } },
});

/** The completion of a run of Preview. It runs with the code of the default branch. */
const completed = ({ id, result }: Run) => ({
  event: "workflow_run",
  ref: "refs/heads/main",
  commit: github.repository.git("rev-parse", "main"),
  payload: {
    workflow_run: {
      ...{ id, event: "pull_request", conclusion: result, head_branch: "change" },
      head_repository: { full_name: "somebody/platform", owner: { login: "somebody" } },
      head_sha: github.repository.git("rev-parse", "change"),
      html_url: `https://github.com/example-org/sjc1990app-platform/actions/runs/${String(id)}`,
    },
  },
});

test("a fork's pull request is rehearsed without a token, a secret or a credential", () => {
  expect({ result: first.result, log: first.result === "success" ? "" : first.log }).toEqual({
    result: "success",
    log: "",
  });
  expect(first.calls.map(({ args }) => args.join(" "))).toEqual([
    "ci",
    "run --silent report:pr -- --against origin/main --output report",
    "run dashboards -- --stack prod --out report/dashboards.html",
  ]);
  for (const { variables } of first.calls)
    expect(variables.filter((name) => /TOKEN|SECRET|PASS|^AWS_|^PULUMI_/.test(name))).toEqual([]);
  // Users find what they stored before the upgrade.
  expect(first.jobs["report"]?.log.match(/after the upgrade, /g)).toHaveLength(survivals.length);
});

test("the second workflow posts what the first one found", async () => {
  const run = await github.run("preview-comment.yml", completed(first));
  expect(run.result).toBe("success");
  expect(github.api.comments).toHaveLength(1);
  const lines = github.api.comments[0]!.body.split("\n");
  expect(lines.filter((line) => /^\| (replaced|updated|gains|`prod` \| .* rehearsed)/.test(line))).toEqual([
    expect.stringMatching(/^\| `prod` \| ✅ rehearsed \| 0 \| 3 \| 1 \| 0 \| \d+ \|/),
    // A changed policy is created before the function changes, and the former is deleted afterwards.
    "| replaced | `aws:iam/rolePolicy:RolePolicy::health-policy` | `policy` | `prod` |",
    "| updated | `aws:dynamodb/table:Table::sessions` | `streamEnabled, streamViewType` | `prod` |",
    "| updated | `aws:lambda/alias:Alias::health-live` | `functionVersion` | `prod` |",
    "| updated | `aws:lambda/function:Function::health` | `code, environment.variables.SESSIONS_TABLE` | `prod` |",
    "| gains | `health-role` | policy | `Allow dynamodb:GetItem on arn:aws:dynamodb:us-east-1:000000000000:table/sjc1990app-sessions-<stage>` | `prod` |",
  ]);
});

test("a later run that fails updates the same comment", async () => {
  const { repository, api } = github;
  fs.writeFileSync(path.join(repository.dir, "package-lock.json"), "{");
  const sha = repository.commit("Break the lock file");
  api.pulls[0]!.sha = sha;
  const second = await github.run("preview.yml", pullRequest());
  expect(second.jobs["report"]?.steps).toMatchObject({ "Set up": "failure", "Keep the report": "success" });
  const run = await github.run("preview-comment.yml", completed(second));
  expect(run.result).toBe("success");
  expect(api.comments.map(({ body }) => body)).toEqual([
    expect.stringContaining(`The preview of commit \`${sha.slice(0, 7)}\` failed: \`there is no report\``),
  ]);
});
