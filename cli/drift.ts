import { Option } from "commander";

import { interruptible } from "../common/interrupt";
import { terminalProgress } from "../common/progress";
import { jsonOption, operation, refusing } from "./command";

interface Options {
  stack: string;
  json?: boolean;
  markdown?: boolean;
}

const EXAMPLES = `
Examples:
  npm run drift -- --stack prod
  npm run drift -- --stack prod --markdown

It exits with 1 when something differs.
`;

export const driftCommand = operation("drift", "show what was changed outside of Pulumi")
  .description(
    "Compares the state of a stage with the cloud: which resources and properties differ, which resources are gone, and " +
      "who changed them last as far as CloudTrail knows. Changes neither.",
  )
  .addOption(jsonOption("write the report to stdout as JSON").conflicts("markdown"))
  .addOption(new Option("--markdown", "write the report to stdout as Markdown"))
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, json, markdown }: Options) => {
      const { openStage } = await import("../ops/stages/stage.js");
      const { driftMarkdown, driftText, findDrift } = await import("../ops/drift/index.js");
      const progress = terminalProgress();
      const stage = await openStage(stack, progress);
      const report = await interruptible((signal) => findDrift(stage, { signal, progress }));
      if (json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
      else process.stdout.write(markdown === true ? driftMarkdown(report) : driftText(report));
      if (!report.passed) process.exitCode = 1;
    }),
  );
