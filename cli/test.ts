import type { Command } from "commander";

import { terminalProgress } from "../common/progress";
import { command } from "./command";

const EXAMPLES = `
Examples:
  npm test -- infra/components            the tests below a path
  npm test -- -t "rate limit"             the tests with a name
  npm test -- --selectProjects unit       unit tests only; system: those that deploy to local clouds
  npm test -- --selectProjects system --shard=1/3
                                          one of three parts that take about as long as each other
  npm test -- --no-lint                   all tests, without the checks of \`npm run lint\`

Only a run of all tests counts as proof for \`npm run preflight\`.
The last line is "N passed, N failed"; each check counts as a test.
`;

export const testCommand = command("test", "run the checks and all tests", "npm test --")
  .description(
    "Runs all tests, including those that deploy to local clouds, and beside them the checks of `npm run lint`. With " +
      "arguments, runs jest alone with these arguments.",
  )
  .argument("[arguments...]", "arguments of jest")
  .option("--no-lint", "leave the checks out")
  .allowUnknownOption()
  .addHelpText("after", EXAMPLES)
  .action(async (_args: string[], { lint }: { lint: boolean }, { args }: Command) => {
    const { runJest } = await import("../tools/test/jest.js");
    const { receiptCommit, writeReceipt } = await import("../ops/checks/receipt.js");
    const commit = await receiptCommit();
    const [checks, tests] = await Promise.all([
      lint && args.length === 0 ? runAllChecks() : { passed: 0, failed: 0 },
      runJest(args),
    ]);
    const failed = checks.failed + tests.failed;
    process.stdout.write(`${String(checks.passed + tests.passed)} passed, ${String(failed)} failed\n`);
    if (failed > 0) process.exitCode = 1;
    else if (args.length === 0) {
      await writeReceipt("tests", commit);
      if (lint) await writeReceipt("lint", commit);
    }
  });

async function runAllChecks(): Promise<{ passed: number; failed: number }> {
  const { checks, describeResult, runChecks } = await import("../tools/lint/checks.js");
  // One at a time: the tests need the other cores.
  const results = await runChecks(checks, { progress: terminalProgress(), fix: false, atOnce: 1 });
  process.stdout.write(`${results.map(describeResult).join("\n")}\n`);
  const failed = results.filter(({ problem }) => problem !== undefined).length;
  return { passed: results.length - failed, failed };
}
