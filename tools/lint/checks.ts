import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { spawn } from "node:child_process";
import { exitCode } from "../../common/child";
import { describeError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { type ToolName, ensureTool } from "../install/index";

/** One thing that `npm run lint` checks. */
export interface Check {
  name: string;
  /** Returns what is wrong as a person reads it, or `undefined` when all is well. */
  run(context: CheckContext): Promise<string | undefined>;
}

/** What a check is given. */
export interface CheckContext {
  progress: Progress;
  /** Whether to mend what can be mended instead of reporting it. */
  fix: boolean;
}

/** How a check ended. */
export interface CheckResult {
  name: string;
  /** What is wrong; absent when the check passed. */
  problem?: string;
  seconds: number;
}

/**
 * Runs a program in the root of the repo and gives back all that it printed when it failed.
 * Passing runs print nothing that matters.
 */
async function complaints(command: string, args: string[]): Promise<string | undefined> {
  const child = spawn(command, args, {
    cwd: repoRoot,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: "1" },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status, signal) => resolve(exitCode(status, signal)));
  });
  if (code === 0) return undefined;
  const output = Buffer.concat(chunks).toString("utf8").trim();
  return output === "" ? `${path.basename(command)} ended with ${code} and said nothing` : output;
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

/** The work tree, and, where there is a git history, all of it: what was pushed once is no secret any more. */
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

/** All checks, the longest first. */
export const checks: Check[] = [
  {
    name: "eslint",
    run: ({ fix }) => nodeTool("eslint/bin/eslint.js", [".", "--max-warnings=0", ...(fix ? ["--fix"] : [])]),
  },
  {
    name: "types",
    // What was found is kept, so that the next run looks again only at what a change can reach.
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
    // Without the two helpers that it runs where it finds them: the result is the same on every machine.
    run: (context) => pinnedTool("actionlint", ["-shellcheck=", "-pyflakes=", "-oneline"], context),
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
];

/**
 * Runs checks side by side, two at a time at most: the long ones use more than a core each.
 *
 * With `fix`, one after another, since two of them write the same files.
 * A check that throws has failed: the others run all the same.
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
  const width = context.fix ? 1 : Math.min(2, os.availableParallelism());
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
