import * as fs from "node:fs";
import * as path from "node:path";

import { execa } from "execa";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import { silentProgress } from "../../common/progress";
import { type Check, type CheckResult, checks, describeResult, runChecks, shellScripts } from "./checks";
import { checkSummaries } from "./summaries";

const context = { progress: silentProgress, fix: false };

test("a check that complains or throws has failed, and the others run all the same", async () => {
  const todo: Check[] = [
    { name: "eslint", run: () => Promise.reject(new UserError("Go is missing", "Install Go")) },
    { name: "types", run: () => Promise.resolve("line 1: no") },
    { name: "format", run: () => Promise.resolve(undefined) },
  ];
  const seen: CheckResult[] = [];
  const results = await runChecks(todo, context, (result) => seen.push(result));
  expect(seen).toEqual(results);
  expect(Object.fromEntries(results.map(({ name, problem }) => [name, problem]))).toEqual({
    eslint: "error: Go is missing\n  Install Go",
    types: "line 1: no",
    format: undefined,
  });
});

test.each([
  [{ fix: false }, 2],
  [{ fix: false, atOnce: 1 }, 1],
  [{ fix: true }, 1],
])("with %j, at most %d checks run at once", async (options, most) => {
  let running = 0;
  let peak = 0;
  const run = async (): Promise<undefined> => {
    peak = Math.max(peak, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  };
  const todo = (["eslint", "types", "secrets", "format"] as const).map((name) => ({ name, run }));
  await expect(runChecks(todo, { ...context, ...options })).resolves.toHaveLength(4);
  expect(peak).toBeLessThanOrEqual(most);
});

test("every check is in the help, and every check in the help exists", () => {
  expect(checks.map(({ name }) => name).sort()).toEqual(Object.keys(checkSummaries).sort());
});

test("a result is one line, with what is wrong indented below it", () => {
  expect(describeResult({ name: "types", seconds: 8.04 })).toBe("✓ types         8.0 s");
  expect(describeResult({ name: "format", seconds: 12, problem: "a.ts\n\nb.ts" })).toBe(
    "✗ format       12.0 s\n  a.ts\n\n  b.ts",
  );
});

test("every shell script of the repo is checked", async () => {
  const search = ["grep", "--untracked", "--files-with-matches", "--extended-regexp", "^#!.*sh$"];
  const { stdout } = await execa("git", search, { cwd: repoRoot });
  const scripts = stdout
    .split("\n")
    .filter((name) => fs.readFileSync(path.join(repoRoot, name), "utf8").startsWith("#!"));
  expect([...shellScripts].sort()).toEqual(scripts.sort());
});
