import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { silentProgress } from "../../common/progress";
import { accepted } from "../../ops/changes";
import { copyProgram, edit } from "../../ops/program-copy";
import { commentMarkdown } from "../../ops/pull-request/comment";
import { emptyReport } from "../../ops/pull-request/report";
import { stageChange } from "../../ops/pull-request/stage-change";
import { rehearse } from "../../ops/rehearse";
import { openStack, policyOptions, stackResources } from "../../ops/stages/engine";
import { survivals } from "../../ops/rehearse/journeys/fill";
import { Recorder } from "../../ops/rehearse/recorder";
import { judgeUpgrade } from "../../ops/rehearse/upgrade";
import { version } from "../../package.json";
import { openPlatform, removeTestCloud } from "../testing/support";

jest.setTimeout(600_000);

const identity = ["user.name=test", "user.email=test@example.org", "commit.gpgsign=false"];

/** A git repository with the program in its only commit. */
function repository(): string {
  const repo = copyProgram();
  const git = (...args: string[]): void => {
    const config = identity.flatMap((setting) => ["-c", setting]);
    execFileSync("git", [...config, ...args], { cwd: repo, stdio: "pipe" });
  };
  fs.writeFileSync(path.join(repo, ".gitignore"), "node_modules\n");
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Release");
  return repo;
}

test("an upgrade without losses is deployed, and users find what they stored", async () => {
  const repo = repository();
  try {
    edit(repo, "functions/health/health.ts", /$/, "\nexport const changed = true;\n");
    edit(
      repo,
      "infra/index.ts",
      "apiFunction(routes.health)",
      "apiFunction(routes.health, { grants: [sessions.grants.getItem()] })",
    );
    edit(
      repo,
      "infra/data.ts",
      'ttlAttribute: "expiresAt",\n});',
      'ttlAttribute: "expiresAt",\n  stream: true,\n});',
    );
    const report = await rehearse({
      ...{ stage: "dev", from: "HEAD", checkout: repo },
      ...{ progress: silentProgress, signal: new AbortController().signal },
    });
    expect(report.steps.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(report.passed).toBe(true);
    const updated = report.changes?.changes.map(({ action, resource }) => `${action} ${resource}`);
    expect(updated).toEqual([
      // A changed policy is created before the function changes, and the former is deleted afterwards.
      "replace aws:iam/rolePolicy:RolePolicy::health-policy",
      "update aws:dynamodb/table:Table::sessions",
      "update aws:lambda/alias:Alias::health-live",
      "update aws:lambda/function:Function::health",
    ]);
    expect(report.journeys.map(({ name }) => name)).toEqual(
      expect.arrayContaining(survivals.map(({ name }) => `after the upgrade, ${name}`)),
    );
    const commit = "0".repeat(40);
    const comment = commentMarkdown({
      ...emptyReport(commit),
      ...{ base: { ref: "main", commit }, stages: [stageChange(report)] },
    });
    expect(comment.split("\n").filter((line) => /^\| (replaced|updated|gains|`dev`)/.test(line))).toEqual([
      expect.stringMatching(/^\| `dev` \| ✅ rehearsed \| 0 \| 3 \| 1 \| 0 \| \d+ \|/),
      "| replaced | `aws:iam/rolePolicy:RolePolicy::health-policy` | `policy` | `dev` |",
      "| updated | `aws:dynamodb/table:Table::sessions` | `streamEnabled, streamViewType` | `dev` |",
      "| updated | `aws:lambda/alias:Alias::health-live` | `functionVersion` | `dev` |",
      "| updated | `aws:lambda/function:Function::health` | `code, environment.variables.SESSIONS_TABLE` | `dev` |",
      "| gains | `health-role` | policy | `Allow dynamodb:GetItem on arn:aws:dynamodb:us-east-1:000000000000:table/sjc1990app-sessions-<stage>` | `dev` |",
    ]);
  } finally {
    fs.rmSync(repo, { recursive: true });
  }
});

test("an upgrade that deletes data is refused by the names of the tables, and changes nothing", async () => {
  const cloud = await openPlatform();
  try {
    edit(
      cloud.projectDir,
      "infra/data.ts",
      'new Table("users", {\n  hashKey: { name: "userId"',
      'new Table("users", {\n  hashKey: { name: "personId"',
    );
    edit(
      cloud.projectDir,
      "infra/data.ts",
      'new Table("user-preferences", { hashKey',
      'new Table("user-preferences", { ttlAttribute: "updatedAt", hashKey',
    );
    await cloud.pulumiOk(["config", "set", "--secret", "sjc1990app:smsSenderId", "OTHER1990"]);
    const stack = await openStack(cloud);
    const recorder = new Recorder(silentProgress, new AbortController().signal);
    const before = await stackResources(stack);
    const policies = policyOptions(cloud.projectDir, "local", path.join(cloud.projectDir, "levels.json"));
    const eventLog = path.join(cloud.projectDir, "events");
    const { allowed, summary } = await judgeUpgrade(recorder, cloud, policies, version, eventLog);
    expect(allowed).toBe(false);
    expect(recorder.passed).toBe(false);
    expect(summary?.problems).toEqual([
      expect.stringMatching(/^aws:dynamodb\/table:Table::users would be replaced because hashKey changes/),
      expect.stringMatching(/^aws:dynamodb\/table:Table::user-preferences would be updated.* updatedAt/),
    ]);
    expect(summary?.notes).toEqual([
      expect.stringMatching(/^aws:ssm\/parameter:Parameter::sms-sender-id has a new value/),
      // What is accepted is deployed already.
      ...accepted.map(({ resource }) => expect.stringContaining(resource) as unknown),
    ]);
    expect(await stackResources(stack)).toEqual(before);
  } finally {
    await removeTestCloud(cloud);
  }
});
