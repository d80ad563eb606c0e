import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { silentProgress } from "../../common/progress";
import { FakeGitHub } from "../github/testing/github";
import { headCommit } from "../stages/commit";
import type { Stage } from "../stages/stage";
import type { PreflightContext } from "./preflight/context";
import { stageBefore } from "./preflight/stage-before";
import { tests } from "./preflight/tests";
import { readReceipt, receiptCommit, writeReceipt } from "./receipt";
import { differences, statementsOf } from "./roles";

const person = ["-c", "user.name=a", "-c", "user.email=a@example.org"];

let checkout: string;
beforeEach(async () => {
  checkout = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-evidence-"));
  fs.writeFileSync(path.join(checkout, ".gitignore"), "dist/\n");
  await execa("git", ["init", "--quiet"], { cwd: checkout });
  await execa("git", ["add", "."], { cwd: checkout });
  await execa("git", [...person, "commit", "--quiet", "--message", "begin"], { cwd: checkout });
});
afterEach(() => {
  fs.rmSync(checkout, { recursive: true });
});

async function context(more: Partial<PreflightContext> = {}): Promise<PreflightContext> {
  const stage = { name: "prod", place: { stage: "prod", region: "us-east-1", accountId: "1" } } as Stage;
  return {
    ...{ stage, checkout, commit: await headCommit(checkout), env: {}, progress: silentProgress },
    signal: new AbortController().signal,
    program: () => Promise.resolve([]),
    ...more,
  };
}

test("a receipt of a clean checkout proves the tests, and only until the files change", async () => {
  expect(await tests.run(await context())).toMatchObject({ outcome: "failed" });
  await writeReceipt("tests", await receiptCommit(checkout), checkout);
  expect(await tests.run(await context())).toMatchObject({ outcome: "passed" });
  fs.writeFileSync(path.join(checkout, "new.ts"), "");
  expect(await tests.run(await context())).toMatchObject({
    outcome: "failed",
    reason: expect.stringContaining("not committed") as string,
  });
});

test("a checkout that changed while the command ran gets no receipt", async () => {
  const before = await receiptCommit(checkout);
  fs.writeFileSync(path.join(checkout, "new.ts"), "");
  await writeReceipt("tests", before, checkout);
  expect(readReceipt("tests", checkout)).toBeUndefined();
});

test.each([
  [["success"], "passed"],
  [["success", "cancelled"], "passed"],
  [["success", "failure"], "failed"],
  [[null], "failed"],
  [[], "failed"],
])("check runs with the conclusions %j: %s", async (conclusions, outcome) => {
  const gitHub = new FakeGitHub();
  const api = await gitHub.start();
  const env = { GITHUB_TOKEN: "t", GITHUB_REPOSITORY: "a/b", GITHUB_API_URL: api };
  const given = await context({ env, pause: () => Promise.resolve() });
  const run = {
    ...{ name: "All checks", head_sha: given.commit.commit },
    ...{ status: "in_progress", conclusion: "failure" },
  };
  gitHub.checkRuns.push({ ...run, name: "Lint" }, { ...run, head_sha: "0".repeat(40) });
  gitHub.checkRuns.push(...conclusions.map((conclusion) => ({ ...run, conclusion })));
  expect(await tests.run(given)).toMatchObject({ outcome });
  gitHub.stop();
});

test.each([
  ["passes", "success", 3, "passed"],
  ["fails", "failure", 3, "failed"],
  ["does not end", null, Infinity, "failed"],
])("CI that begins later and %s is waited for, but not for ever", async (_what, conclusion, end, outcome) => {
  const gitHub = new FakeGitHub();
  const api = await gitHub.start();
  const env = { GITHUB_TOKEN: "t", GITHUB_REPOSITORY: "a/b", GITHUB_API_URL: api };
  let pauses = 0;
  const given = await context({
    env,
    async pause() {
      pauses += 1;
      if (pauses > 500) throw new Error("it waits for ever");
      const run = { name: "All checks", head_sha: given.commit.commit, conclusion: null };
      if (pauses === 1) gitHub.checkRuns.push({ ...run, status: "queued" });
      if (pauses === 2) gitHub.checkRuns.splice(0, 1, { ...run, status: "in_progress" });
      if (pauses === end) gitHub.checkRuns.splice(0, 1, { ...run, status: "completed", conclusion });
      await Promise.resolve();
    },
  });
  expect(await tests.run(given)).toMatchObject({ outcome });
  expect(pauses).toBe(end === Infinity ? 80 : end);
  gitHub.stop();
});

test("check runs that the token may not read are an error that says which permission is missing", async () => {
  const gitHub = new FakeGitHub();
  const api = await gitHub.start();
  const env = { GITHUB_TOKEN: "t", GITHUB_REPOSITORY: "a/b", GITHUB_API_URL: `${api}/elsewhere` };
  await expect(tests.run(await context({ env }))).rejects.toMatchObject({
    ...{ name: "UserError", remedy: expect.stringContaining("checks: read") as string },
  });
  gitHub.stop();
});

test.each([
  ["released", "staging", "passed"],
  ["rolled-back", "staging", "failed"],
])("a report with the commit %s on %s: %s", async (status, stage, outcome) => {
  const given = await context();
  const { commit } = given.commit;
  const released = path.join(checkout, "dist-report.json");
  fs.writeFileSync(released, JSON.stringify({ stage, releases: [{ commit, status, startedAt: "now" }] }));
  expect(await stageBefore.run({ ...given, released })).toMatchObject({ outcome });
});

test.each([
  ["a merge commit of what was released", "", "passed"],
  ["a commit with a change since", "changed", "failed"],
])("%s, with the new file %j: %s", async (_what, text, outcome) => {
  const { commit } = await headCommit(checkout);
  const released = path.join(checkout, "dist", "released.json");
  fs.mkdirSync(path.dirname(released));
  const releases = [
    { commit: "0".repeat(40), status: "released", startedAt: "before" },
    { commit, status: "released", startedAt: "now" },
  ];
  fs.writeFileSync(released, JSON.stringify({ stage: "staging", releases }));
  if (text !== "") fs.writeFileSync(path.join(checkout, "new.ts"), text);
  await execa("git", ["add", "."], { cwd: checkout });
  await execa("git", [...person, "commit", "--allow-empty", "--quiet", "--message", "merge"], {
    cwd: checkout,
  });
  expect(await stageBefore.run(await context({ released }))).toMatchObject({ outcome });
});

test("a hotfix does not wait for the stage before, and the result says why", async () => {
  const result = await stageBefore.run(await context({ hotfix: "sign-in fails" }));
  expect(result).toEqual({ outcome: "skipped", reason: "hotfix: sign-in fails" });
});

test("a report of another stage is no proof", async () => {
  const released = path.join(checkout, "dist-report.json");
  fs.writeFileSync(released, JSON.stringify({ stage: "dev", releases: [] }));
  await expect(stageBefore.run(await context({ released }))).rejects.toThrow("is not a report of staging");
});

test("permissions are compared both ways, whatever their order and names", () => {
  const document = (...Statement: object[]) => statementsOf([JSON.stringify({ Statement })]);
  const read = { Effect: "Allow", Action: ["a:Get", "a:List"], Resource: ["x"] };
  const same = { Sid: "Read", Resource: "x", Action: ["a:List", "a:Get"], Effect: "Allow" };
  const write = { Effect: "Allow", Action: "a:Put", Resource: "*", Condition: { Bool: { c: "true" } } };
  expect(differences("r", document(read), document(same))).toEqual([]);
  expect(differences("r", document(read), document(read, write))).toEqual([
    'r has too much: a:Put on * if {"Bool":{"c":"true"}}',
  ]);
  expect(differences("r", document(read), document())).toEqual(["r lacks a:Get, a:List on x"]);
  expect(differences("r", document(read), undefined)).toEqual(["the role r does not exist"]);
});
