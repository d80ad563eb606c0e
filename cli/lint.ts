import { Argument } from "commander";

import { terminalProgress } from "../common/progress";
import { checkSummaries } from "../tools/lint/summaries";
import { command } from "./command";

const LIST = `
Checks:
${Object.entries(checkSummaries)
  .map(([name, summary]) => `  ${name.padEnd(12)}${summary}`)
  .join("\n")}

The first run installs gitleaks and actionlint, which needs Go, and zizmor and shellcheck, which needs Python.
`;

export const lintCommand = command("lint", "check code, formatting, workflows and secrets")
  .description("Runs static checks. Without names, all of them.")
  .addArgument(new Argument("[check...]", "checks to run").choices(Object.keys(checkSummaries)))
  .option("--fix", "fix what eslint and prettier can fix")
  .addHelpText("after", LIST)
  .action(async (names: string[], { fix = false }: { fix?: boolean }) => {
    const { receiptCommit, writeReceipt } = await import("../ops/checks/receipt.js");
    const commit = await receiptCommit();
    const { checks, describeResult, runChecks } = await import("../tools/lint/checks.js");
    const chosen = names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name));
    const print = (line: string): void => void process.stdout.write(`${line}\n`);
    const results = await runChecks(chosen, { progress: terminalProgress(), fix }, (result) => {
      print(describeResult(result));
    });
    const failed = results.filter(({ problem }) => problem !== undefined).map(({ name }) => name);
    if (failed.length === 0) {
      if (names.length === 0) await writeReceipt("lint", commit);
      return;
    }
    print(`\n${String(failed.length)} of ${String(results.length)} checks failed: ${failed.join(", ")}`);
    const fixable = failed.some((name) => name === "eslint" || name === "format");
    if (fixable && !fix) print("`npm run lint -- --fix` fixes some of it.");
    process.exitCode = 1;
  });
