/** Releases and rollbacks of a small program on a local cloud, by the real engine. */
import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { CloudWatchClient, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { GetAliasCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";

import { silentProgress } from "../../common/progress";
import { repoRoot } from "../../common/paths";
import type { Cloud } from "../../local/cloud";
import { linkModules } from "../../ops/program-copy";
import { operationOn } from "../../ops/release/open";
import { programOf } from "../../ops/release/program";
import { release } from "../../ops/release/release";
import type { SavedPlan } from "../../ops/release/saved-plan";
import type { Services } from "../../ops/release/services";
import type { Release } from "../../ops/operations/ledger";
import { planRollback, rollback } from "../../ops/rollback/rollback";
import { stageOfCloud } from "../../ops/stages/stage";
import { version } from "../../package.json";
import { clientConfig, openTestCloud, removeTestCloud, reopen } from "../testing/support";

const gradual = { canaryPercent: 10, bakeMinutes: 0 };
let cloud: Cloud;
let lambda: LambdaClient;

beforeAll(async () => {
  const projectDir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-release-test-"));
  fs.cpSync(path.join(__dirname, "release-program"), projectDir, { recursive: true });
  // The rules are for the real program.
  fs.cpSync(path.join(repoRoot, "policies"), path.join(projectDir, "policies"), { recursive: true });
  fs.writeFileSync(path.join(projectDir, "policies/levels/local.json"), JSON.stringify({ all: "disabled" }));
  fs.writeFileSync(path.join(projectDir, "package.json"), JSON.stringify({ version }));
  fs.writeFileSync(path.join(projectDir, ".gitignore"), "node_modules\ndist\n");
  linkModules(projectDir, repoRoot);
  cloud = await openTestCloud(projectDir, true);
  lambda = new LambdaClient(clientConfig(cloud));
  git("init", "--quiet");
  commit({});
  await cloud.pulumiOk(["up", "--yes", "--skip-preview"]);
});
afterAll(() => removeTestCloud(cloud));

function git(...args: string[]): string {
  const identity = ["user.name=test", "user.email=test@example.org", "commit.gpgsign=false"];
  const config = identity.flatMap((setting) => ["-c", setting]);
  return execFileSync("git", [...config, ...args], { cwd: cloud.projectDir, encoding: "utf8" }).trim();
}

/** Commits a change of files. @returns the commit. */
function commit(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(cloud.projectDir, name), text);
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", "Change");
  return git("rev-parse", "HEAD");
}

/** What other commands do, as far as a test does not change it. */
function services(changes: Partial<Services> = {}): Services {
  const none = () => Promise.resolve([]);
  return { preflight: none, pending: none, migrate: none, smoke: none, ...changes };
}

function releaseIt(
  settings: Parameters<typeof release>[0]["settings"],
  changes: Partial<Services> = {},
  approved?: SavedPlan,
) {
  const stage = stageOfCloud(cloud);
  const operation = operationOn(stage, new AbortController().signal, silentProgress, services(changes));
  return release({ ...operation, program: programOf(stage), settings, approved });
}

/** What users get from a function. */
async function answer(thing = "greeting"): Promise<unknown> {
  const FunctionName = `sjc1990app-${thing}-local`;
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Qualifier: "live" }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

const alias = (thing = "greeting") =>
  lambda.send(new GetAliasCommand({ FunctionName: `sjc1990app-${thing}-local`, Name: "live" }));

/** Expects that the state of the stack, the resources and the program of a commit are the same. @param left except these. */
async function expectConverged(
  { commit: wanted }: Pick<Release, "commit">,
  left: string[] = [],
): Promise<void> {
  const head = git("rev-parse", "HEAD");
  git("checkout", "--quiet", wanted);
  const preview = await cloud.pulumiOk(["preview", "--json", "--refresh"]);
  git("checkout", "--quiet", head);
  const { steps } = JSON.parse(preview.slice(preview.indexOf("{"))) as {
    steps: { op: string; urn: string }[];
  };
  const changes = steps.filter(({ op }) => op !== "same" && op !== "refresh");
  expect(changes.map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? ""}`)).toEqual(left);
}

test("a release passes, and the next one goes to a tenth of the users first", async () => {
  const first = await releaseIt({ bakeMinutes: 0 });
  expect(first).toMatchObject({ status: "released", changes: { update: 0, create: 0 } });
  expect(first.versions).toEqual({ "sjc1990app-greeting-local": "1", "sjc1990app-farewell-local": "1" });

  const head = commit({ "greeting.txt": "good day" });
  const seen: unknown[] = [];
  const record = await releaseIt(gradual, {
    async smoke() {
      const { FunctionVersion, RoutingConfig } = await alias();
      seen.push([FunctionVersion, RoutingConfig?.AdditionalVersionWeights ?? {}]);
      return [];
    },
  });
  expect(record).toMatchObject({
    ...{ status: "released", commit: head, previous: first.id, canaryPercent: 10, before: first.versions },
    versions: { "sjc1990app-greeting-local": "2", "sjc1990app-farewell-local": "1" },
  });
  expect(seen).toEqual([
    ["1", { "2": 0.1 }],
    ["2", {}],
  ]);
  expect([await answer(), await answer("farewell")]).toEqual(["good day", "bye"]);
  const kept = path.join(cloud.projectDir, "dist", "releases", "local", record.id, "preview.json");
  expect(JSON.parse(fs.readFileSync(kept, "utf8"))).toHaveProperty("steps");
  await expectConverged(record);
});

test("an alarm while it bakes rolls a release back", async () => {
  const before = (await alias()).FunctionVersion;
  commit({ "greeting.txt": "broken", "more.txt": "" });
  const record = await releaseIt(gradual, {
    async smoke() {
      await new CloudWatchClient(clientConfig(cloud)).send(
        new SetAlarmStateCommand({
          AlarmName: "sjc1990app-api-failing-local",
          StateValue: "ALARM",
          StateReason: "too many errors",
        }),
      );
      return [];
    },
  });
  expect(record).toMatchObject({ status: "rolled-back", step: "rollback" });
  expect(record.reason).toBe("the alarm api-failing fires: too many errors");
  expect(record.before?.["sjc1990app-greeting-local"]).toBe(before);
  expect([await answer(), (await alias()).RoutingConfig]).toEqual(["good day", undefined]);
});

test("a smoke test that fails rolls a release back, which went to all users", async () => {
  const record = await releaseIt({ bakeMinutes: 0 }, { smoke: () => Promise.resolve(["sign-in: 500"]) });
  expect(record).toMatchObject({ status: "rolled-back", reason: "sign-in: 500" });
  expect(await answer()).toBe("good day");
  expect(record.versions?.["sjc1990app-greeting-local"]).toBe((await alias()).FunctionVersion);
  git("reset", "--quiet", "--hard", "HEAD~1");
  await expectConverged({ commit: git("rev-parse", "HEAD") }, ["delete added-queue"]);
});

test("a rollback by hand returns to the release before, with its program", async () => {
  const operation = operationOn(
    stageOfCloud(cloud),
    new AbortController().signal,
    silentProgress,
    services(),
  );
  const plan = await planRollback(operation);
  expect(plan.aliases).toContainEqual(
    expect.objectContaining({ function: "sjc1990app-greeting-local", to: "1" }),
  );
  expect(plan.changes).toMatchObject({ update: 2, delete: 0 });
  expect(await answer()).toBe("good day");
  const record = await rollback(operation);
  expect(record).toMatchObject({ kind: "rollback", status: "released", to: plan.to.id });
  expect(await answer()).toBe("hello");
  await expectConverged(record, ["delete added-queue"]);
});

test("a release that is killed is ended by the next one", async () => {
  // With the queue that the rollback has left.
  commit({ "greeting.txt": "good evening", "more.txt": "" });
  const script = path.join(__dirname, "release-program", "killed.ts");
  const child = spawn(
    process.execPath,
    ["--import", "tsx", script, cloud.name, cloud.projectDir, cloud.endpoint],
    {
      cwd: repoRoot,
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let progress = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (text: Buffer) => {
      progress += text.toString();
      if (progress.includes("deploy")) resolve();
    });
    child.once("close", () => {
      reject(new Error(progress));
    });
  });
  // With its children, as the kill of a container or a runner does.
  process.kill(-(child.pid ?? 0), "SIGKILL");
  cloud = await reopen(cloud);
  // Waits until the lock of the dead process expires.
  const record = await releaseIt({ bakeMinutes: 0 });
  expect(record.events.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^resumed by /));
  expect(record.status).toBe("released");
  expect(await answer()).toBe("good evening");
  await expectConverged(record);
});

test("a release is refused when it would change something else than what was approved", async () => {
  commit({ "greeting.txt": "good morning" });
  const operation = operationOn(
    stageOfCloud(cloud),
    new AbortController().signal,
    silentProgress,
    services(),
  );
  const { planned } = await operation.platform(operation.signal).preview("plan");
  const approved: SavedPlan = {
    ...{ format: 1, stage: "local", version, at: "2026-11-01T00:00:00Z", changes: [...planned] },
    commit: git("rev-parse", "HEAD"),
  };
  commit({ "greeting.txt": "good night" });
  const refused = await releaseIt({ bakeMinutes: 0 }, {}, approved);
  expect(refused).toMatchObject({ status: "failed", step: "preview" });
  expect(refused.reason).toContain("update aws:lambda/function:Function::greeting has other inputs");
  expect(await answer()).toBe("good evening");

  git("reset", "--quiet", "--hard", "HEAD~1");
  expect(await releaseIt({ bakeMinutes: 0 }, {}, approved)).toMatchObject({ status: "released" });
  expect(await answer()).toBe("good morning");
});
