import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { actor, programOf } from "./program";

let projectDir: string;
beforeEach(() => {
  projectDir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-program-test-"));
});
afterEach(() => fs.rmSync(projectDir, { recursive: true }));

function repository(): string {
  fs.writeFileSync(path.join(projectDir, "package.json"), JSON.stringify({ version: "1.2.3" }));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
      cwd: projectDir,
      encoding: "utf8",
    });
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "Release");
  return git("rev-parse", "HEAD").trim();
}

test("the program of a checkout is its commit", () => {
  const commit = repository();
  expect(programOf({ name: "prod", projectDir })).toEqual({
    ...{ commit, version: "1.2.3" },
    committedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/) as string,
  });
});

test("changes that are not committed are refused, except for the stack local", () => {
  const commit = repository();
  fs.writeFileSync(path.join(projectDir, "new.txt"), "");
  expect(() => programOf({ name: "dev", projectDir })).toThrow(/not committed:\n\?\? new\.txt/);
  expect(programOf({ name: "local", projectDir }).commit).toBe(commit);
});

test("a folder without a repository is refused", () => {
  expect(() => programOf({ name: "local", projectDir })).toThrow("the program is in no git repository");
});

test("in a workflow, the actor and the run release", () => {
  const env = {
    ...{ GITHUB_ACTOR: "octocat", GITHUB_SERVER_URL: "https://github.com" },
    ...{ GITHUB_REPOSITORY: "sjc1990app/platform", GITHUB_RUN_ID: "42" },
  };
  expect(actor(env)).toBe("octocat (https://github.com/sjc1990app/platform/actions/runs/42)");
  expect(actor({})).toBe(`${os.userInfo().username}@${os.hostname()}`);
});
