import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { repoRoot } from "../../common/paths";

/** How many tests or checks passed and failed. */
export interface Counts {
  passed: number;
  failed: number;
}

/** The part of jest's JSON report that is counted. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Test files that failed before any of their tests ran. */
  numRuntimeErrorTestSuites: number;
}

/**
 * Runs jest with its output on stderr. A run that fails without a failed test, or runs no test, counts as one failure.
 * @param options.cwd folder of jest's configuration. Default: this checkout.
 * @param options.output what becomes of jest's output. Default: `inherit`, to stderr.
 */
export async function runJest(
  args: readonly string[],
  { cwd = repoRoot, output = "inherit" }: { cwd?: string; output?: "inherit" | "ignore" } = {},
): Promise<Counts> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-jest-"));
  const file = path.join(folder, "report.json");
  try {
    const jest = path.join(repoRoot, "node_modules", "jest", "bin", "jest.js");
    const { exitCode } = await execa(process.execPath, [jest, ...args, "--json", `--outputFile=${file}`], {
      cwd,
      // With --json jest writes nothing to stdout but where the report is.
      stdio: ["ignore", "ignore", output],
      reject: false,
    });
    const report = fs.existsSync(file)
      ? (JSON.parse(fs.readFileSync(file, "utf8")) as JestReport)
      : undefined;
    const passed = report?.numPassedTests ?? 0;
    const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
    return { passed, failed: failed === 0 && (exitCode !== 0 || passed === 0) ? 1 : failed };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
