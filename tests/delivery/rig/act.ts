import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { cacheDir, repoRoot } from "../../../common/paths";
import { silentProgress } from "../../../common/progress";
import { ensureTool } from "../../../tools/install";
import type { RunLog } from "./log";
import { addEnvironments, fakeActions } from "./workflows";

/** What act runs. */
export interface ActArgs {
  /** A folder for everything of this run. */
  dir: string;
  /** The folder .github of the repository. */
  github: string;
  /** File in .github/workflows. */
  workflow: string;
  /** Name of the event, e.g. `push`. */
  event: string;
  /** The event as GitHub sends it. */
  payload: object;
  /** Variables of all jobs. */
  variables: Readonly<Record<string, string>>;
  /** The context `vars`. */
  vars: Readonly<Record<string, string>>;
  token: string;
  /** Gets what the jobs say while they run. */
  log: RunLog;
  /** Runs only these jobs of a matrix. Default: all. */
  matrix?: Readonly<Record<string, string>> | undefined;
  /** Kills everything as soon as a step prints this, as the end of its runner would. */
  killAt?: RegExp | undefined;
}

/**
 * Runs a workflow on this machine, without Docker and without anything of this user: act has a home of its own. What act
 * does not do:
 * - `environment`: see {@link addEnvironments}. `permissions` and `concurrency`: workflows.test.ts reads them.
 * - Jobs of the caller after a reusable workflow that failed do not run, whatever their `if` says.
 * - Events do not start other workflows: a test does.
 */
export async function act(args: ActArgs): Promise<void> {
  const { dir, workflow, event, payload, variables, vars, token, log, matrix = {} } = args;
  const [workDir, home, eventFile] = [
    path.join(dir, "work"),
    path.join(dir, "home"),
    path.join(dir, "event.json"),
  ];
  for (const folder of [workDir, home]) fs.mkdirSync(folder, { recursive: true });
  const github = path.join(workDir, ".github");
  fs.cpSync(args.github, github, { recursive: true });
  addEnvironments(github);
  // act takes the repository's name and commit from variables, but warns without a git folder.
  execFileSync("git", ["init", "--quiet"], { cwd: workDir });
  fs.writeFileSync(eventFile, JSON.stringify(payload));

  const options = (name: string, values: Readonly<Record<string, string>>): string[] =>
    Object.entries(values).map(([key, value]) => `--${name}=${key}=${value}`);
  const child = execa(
    await ensureTool("act", silentProgress),
    [
      ...[event, "--workflows", path.join(".github/workflows", workflow), "--eventpath", eventFile, "--json"],
      ...[
        "--platform=ubuntu-24.04=-self-hosted",
        "--action-offline-mode",
        "--pull=false",
        "--no-cache-server",
      ],
      // Checks out with the fake action, in place of copying the folder.
      "--no-skip-checkout",
      `--action-cache-path=${path.join(dir, "jobs")}`,
      `--secret=GITHUB_TOKEN=${token}`,
      ...options("var", vars),
      ...Object.entries(matrix).map(([key, value]) => `--matrix=${key}:${value}`),
      ...options("env", { ...variables, XDG_CACHE_HOME: path.dirname(cacheDir) }),
      ...fakeActions(github),
    ],
    {
      cwd: workDir,
      // Jobs inherit it.
      env: {
        PATH: `${shims(dir)}${path.delimiter}${process.env["PATH"] ?? ""}`,
        HOME: home,
        TMPDIR: os.tmpdir(),
      },
      extendEnv: false,
      stdin: "ignore",
      all: true,
      reject: false,
      buffer: false,
    },
  );
  for await (const line of child.iterable({ from: "all" })) {
    const printed = log.add(line);
    if (args.killAt?.test(printed) === true) killTree(child.pid ?? 0);
  }
  log.failed = (await child).failed;
}

/** A folder for PATH with the npm of jobs. */
function shims(dir: string): string {
  const folder = path.join(dir, "bin");
  fs.mkdirSync(folder);
  fs.symlinkSync(path.join(__dirname, "npm"), path.join(folder, "npm"));
  return folder;
}

/** Variables that the npm of jobs needs. @param calls file with a line for each call. */
export function npmVariables(calls: string): Record<string, string> {
  return {
    RIG_CALLS: calls,
    RIG_NPM: execFileSync("which", ["npm"], { encoding: "utf8" }).trim(),
    RIG_NODE_MODULES: fs.realpathSync(path.join(repoRoot, "node_modules")),
  };
}

/** Kills a process and all its descendants. */
function killTree(pid: number): void {
  const parents = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = parents.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  process.kill(pid, "SIGKILL");
  for (const child of children) killTree(child);
}
