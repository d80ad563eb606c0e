import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { exitCode } from "../../common/child";
import { describeError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { type ToolName, ensureTool } from "../install/index";
import type { CheckName } from "./summaries";

/** One thing that `npm run lint` checks. */
export interface Check {
  name: CheckName;
  /** Returns what is wrong, in the words of the tool, or `undefined`. */
  run(context: CheckContext): Promise<string | undefined>;
}

/** What a check is given. */
export interface CheckContext {
  progress: Progress;
  /** Whether to fix what can be fixed instead of reporting it. */
  fix: boolean;
  /** How many checks run at once, at most. Default: 2, since the long ones use more than a core each. */
  atOnce?: number;
}

/** How a check ended. */
export interface CheckResult {
  name: CheckName;
  /** What is wrong; absent when the check passed. */
  problem?: string;
  seconds: number;
}

/** One line for a result, with what is wrong indented below it. */
export function describeResult({ name, problem, seconds }: CheckResult): string {
  const head = `${problem === undefined ? "✓" : "✗"} ${name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`;
  return problem === undefined ? head : `${head}\n${problem.replace(/^(?=.)/gm, "  ")}`;
}

/** Runs a program in the root of the repo. @returns its output when it failed. */
async function complaints(command: string, args: string[]): Promise<string | undefined> {
  const result = await execa(command, args, {
    cwd: repoRoot,
    stdin: "ignore",
    all: true,
    env: { FORCE_COLOR: undefined, NO_COLOR: "1" },
    reject: false,
  });
  if (!result.failed) return undefined;
  if (result.exitCode === undefined && result.signal === undefined) return result.message;
  const code = exitCode(result.exitCode, result.signal);
  return result.all.trim() || `${path.basename(command)} ended with ${String(code)} and printed nothing`;
}

/** A command of a package in node_modules, run with this Node. */
function nodeTool(script: string, args: string[]): Promise<string | undefined> {
  return complaints(process.execPath, [path.join(repoRoot, "node_modules", script), ...args]);
}

async function pinnedTool(
  name: ToolName,
  args: string[],
  { progress }: CheckContext,
): Promise<string | undefined> {
  return complaints(await ensureTool(name, progress), args);
}

/** Searches the work tree and, in a git checkout, the whole history: a secret that was ever pushed has leaked. */
async function findSecrets(context: CheckContext): Promise<string | undefined> {
  const options = [
    "--config",
    path.join("tools", "lint", "gitleaks.toml"),
    "--no-banner",
    "--redact",
    "--verbose",
  ];
  const findings = [await pinnedTool("gitleaks", ["dir", ".", ...options], context)];
  if (fs.existsSync(path.join(repoRoot, ".git"))) {
    findings.push(await pinnedTool("gitleaks", ["git", ".", ...options], context));
  }
  return findings.find((finding) => finding !== undefined);
}

/** The shell scripts of the repo. */
export const shellScripts = [".ci/run", "tests/policies/programs/other/pulumi-resource-other"];

/** All checks, the longest first. */
export const checks: Check[] = [
  {
    name: "eslint",
    run: ({ fix }) => nodeTool("eslint/bin/eslint.js", [".", "--max-warnings=0", ...(fix ? ["--fix"] : [])]),
  },
  {
    name: "types",
    // Incremental: the next run checks only what a change affects.
    run: () =>
      nodeTool("typescript/bin/tsc", [
        ...["--project", ".", "--noEmit", "--pretty", "false", "--incremental"],
        ...["--tsBuildInfoFile", path.join("node_modules", ".cache", "lint.tsbuildinfo")],
      ]),
  },
  { name: "secrets", run: findSecrets },
  {
    name: "format",
    run: ({ fix }) =>
      nodeTool("prettier/bin/prettier.cjs", [
        fix ? "--write" : "--check",
        "--log-level=warn",
        "--cache",
        ".",
      ]),
  },
  {
    name: "actionlint",
    async run(context) {
      const shellcheck = await ensureTool("shellcheck", context.progress);
      return pinnedTool("actionlint", [`-shellcheck=${shellcheck}`, "-pyflakes=", "-oneline"], context);
    },
  },
  {
    name: "zizmor",
    run: (context) =>
      pinnedTool(
        "zizmor",
        ["--offline", "--persona=auditor", "--strict-collection", "--no-progress", "--quiet", ".github"],
        context,
      ),
  },
  { name: "shellcheck", run: (context) => pinnedTool("shellcheck", shellScripts, context) },
];

/**
 * Runs checks in parallel.
 *
 * With `fix` they run one after another, since eslint and prettier write the same files. A check that throws counts as
 * failed; the others still run.
 * @param onResult called as each check ends.
 */
export async function runChecks(
  todo: readonly Check[],
  context: CheckContext,
  onResult: (result: CheckResult) => void = () => undefined,
): Promise<CheckResult[]> {
  const queue = [...todo];
  const results: CheckResult[] = [];
  const worker = async (): Promise<void> => {
    for (let check = queue.shift(); check; check = queue.shift()) {
      const start = performance.now();
      const problem = await check.run(context).catch(describeError);
      const seconds = (performance.now() - start) / 1000;
      const result: CheckResult = {
        name: check.name,
        seconds,
        ...(problem === undefined ? {} : { problem }),
      };
      results.push(result);
      onResult(result);
    }
  };
  const width = context.fix ? 1 : Math.min(context.atOnce ?? 2, os.availableParallelism());
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
