import { Option, type Command } from "commander";

import type { CheckReport } from "../ops/checks";
import { collect, jsonOption } from "./command";

/** Options of the commands that run checks. */
export interface CheckOptions {
  stack: string;
  only?: string[];
  skip?: string[];
  json?: boolean;
  markdown?: boolean;
}

/** Adds the options that choose checks and the form of the result. */
export function withCheckOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--only <check>", "run this check only; may be repeated")
        .argParser(collect)
        .conflicts("skip"),
    )
    .addOption(new Option("--skip <check>", "leave this check out; may be repeated").argParser(collect))
    .addOption(jsonOption("write the result to stdout as JSON").conflicts("markdown"))
    .option("--markdown", "write the result to stdout as Markdown");
}

/** Writes a report to stdout, and sets the exit code. */
export async function printChecks(report: CheckReport, { json, markdown }: CheckOptions): Promise<void> {
  const { checksMarkdown, checksText } = await import("../ops/checks/index.js");
  const text = markdown === true ? checksMarkdown(report) : checksText(report);
  process.stdout.write(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : text);
  if (!report.passed) process.exitCode = 1;
}
