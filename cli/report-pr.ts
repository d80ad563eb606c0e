import * as fs from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import { collect, command, jsonOption, stackOption } from "./command";

interface Options {
  against: string;
  stack?: string[];
  json?: boolean;
  output?: string;
}

const EXAMPLES = `
Examples:
  npm run report:pr -- --against main
  npm run report:pr -- --against main --stack prod --json

Exit codes: 0 nothing is refused and nothing failed; 1 otherwise.
`;

export const reportPrCommand = command("report:pr", "say what a pull request does to every stage")
  .description(
    "Rehearses the upgrade of each stage on throw-away local clouds, from the given commit to this checkout, and writes " +
      "the comment of a pull request: resources, data losses, policies, permissions, cost, bundles, API and migrations. " +
      "Needs no AWS account and no secret of a stage.",
  )
  .option("--against <ref>", "git ref to compare with", "origin/main")
  .addOption(stackOption("stage; may be repeated (default: all but local)").argParser(collect))
  .addOption(jsonOption("write the report to stdout as JSON, in place of Markdown"))
  .option("--output <folder>", "also write report.json and comment.md to a folder")
  .addHelpText("after", EXAMPLES)
  .action(async ({ against, stack, json, output }: Options) => {
    const { collectReport, commentMarkdown, hasFailed } = await import("../ops/pull-request/index.js");
    const { stagesOf } = await import("../ops/secrets/stage-file.js");
    const stages = stack ?? stagesOf(repoRoot).filter((stage) => stage !== "local");
    const report = await collectReport({ against, stages, progress: terminalProgress() });
    const documents = {
      "report.json": `${JSON.stringify(report, undefined, 2)}\n`,
      "comment.md": commentMarkdown(report),
    };
    if (output !== undefined) {
      fs.mkdirSync(output, { recursive: true });
      for (const [name, text] of Object.entries(documents)) fs.writeFileSync(path.join(output, name), text);
    }
    process.stdout.write(documents[json === true ? "report.json" : "comment.md"]);
    if (hasFailed(report)) process.exitCode = 1;
  });
