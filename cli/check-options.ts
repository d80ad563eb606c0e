import { InvalidArgumentError, Option, type Command } from "commander";

import type { CheckReport } from "../ops/checks";
import { collect, jsonOption, withoutEmpty } from "./command";

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

/** What stands for the release on the stage before. */
export interface EvidenceOptions {
  released?: string;
  hotfix?: string;
}

/** Adds the options for a stage whose stage before is in another account, or is left out. */
export function withEvidence(command: Command): Command {
  return withoutEmpty(command, "released", "hotfix")
    .addOption(
      new Option(
        "--released <file>",
        "saved `npm run report -- --json` of the stage before, if that is in another account",
      ),
    )
    .addOption(
      new Option(
        "--hotfix <reason>",
        "why this does not wait for the stage before: skips that check only, and is recorded",
      ).argParser(reason),
    );
}

/** Longest reason, characters. */
const REASON_MAX = 500;

function reason(value: string): string {
  const text = value.replace(/\s+/g, " ").trim();
  if (text.length <= REASON_MAX) return text;
  throw new InvalidArgumentError(`Give a reason of at most ${String(REASON_MAX)} characters.`);
}

/** Writes a report to stdout, and sets the exit code. */
export async function printChecks(report: CheckReport, { json, markdown }: CheckOptions): Promise<void> {
  const { checksMarkdown, checksText } = await import("../ops/checks/index.js");
  const text = markdown === true ? checksMarkdown(report) : checksText(report);
  process.stdout.write(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : text);
  if (!report.passed) process.exitCode = 1;
}
