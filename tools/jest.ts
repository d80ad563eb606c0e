import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { exitCode } from "../common/child";
import { repoRoot } from "../common/paths";

/** What ran and how it ended. */
export interface Tally {
  passed: number;
  failed: number;
  /** What the numbers do not say, in a sentence each. */
  problems: string[];
}

/** The part of jest's `--json` output that counts. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Test files that failed before any of their tests ran. */
  numRuntimeErrorTestSuites: number;
}

/**
 * Tests beside the code, two files at a time. Each file loads large libraries into a registry of its own, which jest
 * does not fully give back: a worker is replaced when it holds too much.
 */
export const unitTests = [
  "--testPathIgnorePatterns=<rootDir>/tests/",
  "--maxWorkers=2",
  "--workerIdleMemoryLimit=1500MB",
];

/**
 * Tests of the whole system, two files at a time: each of them starts servers of its own and deploys, and waits for a
 * third of its time.
 */
export const systemTests = ["--testMatch=<rootDir>/tests/**/*.test.ts", "--maxWorkers=2"];

/** Adds tallies up. */
export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
    problems: tallies.flatMap(({ problems }) => problems),
  };
}

/**
 * Counts a run of jest. A test file that did not come to run its tests counts as one failure. A run that jest itself
 * calls failed has at least one, also when its report has none (no test found, a crash, a worker that died).
 *
 * @param report what jest wrote; `undefined` when it wrote nothing. @param code its exit code.
 */
export function tally(report: JestReport | undefined, code: number, mayBeEmpty: boolean): Tally {
  const passed = report?.numPassedTests ?? 0;
  const counted = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
  if (counted > 0) return { passed, failed: counted, problems: [] };
  if (code !== 0)
    return { passed, failed: 1, problems: [`jest ended with ${code} although no test failed.`] };
  if (passed === 0 && !mayBeEmpty) return { passed, failed: 1, problems: ["jest ran no test."] };
  return { passed, failed: 0, problems: [] };
}

/** What tests replace, and whether it is fine that no test is found. */
export interface JestOptions {
  mayBeEmpty: boolean;
  /** Where jest looks for its configuration. Default: this repo. */
  cwd?: string;
  /** How long jest may go on after its last test, in ms. Default: 20 s. */
  grace?: number;
  /** What becomes of jest's progress. Default: `inherit`, it goes to stderr. */
  output?: "inherit" | "ignore";
}

/**
 * Runs jest and shows its progress on stderr. A jest that does not end after its last test, since a test left a server
 * or a timer behind, is ended, and counts as a failure.
 */
export async function runJest(args: readonly string[], options: JestOptions): Promise<Tally> {
  const { mayBeEmpty, cwd = repoRoot, grace = 20_000, output = "inherit" } = options;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "jest-report-"));
  const reportFile = path.join(folder, "report.json");
  try {
    const command = jestCommand(args, reportFile, mayBeEmpty);
    // jest says on stdout only where the report is.
    const start = (): ChildProcess =>
      spawn(process.execPath, command, { cwd, stdio: ["ignore", "ignore", output] });
    const { code, hung } = await runToEnd(start, reportFile, grace);
    const result = tally(readReport(reportFile), hung ? 0 : code, mayBeEmpty);
    if (!hung) return result;
    const problem = "jest did not end: a test left something open (`npx jest --detectOpenHandles` names it).";
    return { ...result, failed: result.failed + 1, problems: [...result.problems, problem] };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function jestCommand(args: readonly string[], reportFile: string, mayBeEmpty: boolean): string[] {
  return [
    path.join(repoRoot, "node_modules", "jest", "bin", "jest.js"),
    ...args,
    "--json",
    `--outputFile=${reportFile}`,
    ...(mayBeEmpty ? ["--passWithNoTests"] : []),
  ];
}

async function runToEnd(
  start: () => ChildProcess,
  reportFile: string,
  grace: number,
): Promise<{ code: number; hung: boolean }> {
  const child = start();
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(exitCode(code, signal)));
  });
  const stop = new AbortController();
  // Ctrl-C reaches jest by itself; whatever else ends this process would leave jest behind.
  const interrupted: { by?: NodeJS.Signals } = {};
  const end = (signal: NodeJS.Signals): void => {
    interrupted.by = signal;
    child.kill(signal);
  };
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  // The report is written when the last test has ended.
  const watch = async (): Promise<"hung"> => {
    const { signal } = stop;
    while (readReport(reportFile) === undefined) await delay(250, undefined, { signal });
    await delay(grace, undefined, { signal });
    return "hung";
  };
  try {
    const first = await Promise.race([ended, watch()]);
    if (first !== "hung") return { code: first, hung: false };
    child.kill("SIGKILL");
    return { code: await ended, hung: true };
  } finally {
    stop.abort();
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.off(signal, end);
    // Without our handler the signal has its usual effect.
    if (interrupted.by) process.kill(process.pid, interrupted.by);
  }
}

function readReport(file: string): JestReport | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as JestReport;
  } catch {
    return undefined; // Not there yet, or not written to its end.
  }
}
