import { Option } from "commander";

import { interruptible } from "../common/interrupt";
import { terminalProgress } from "../common/progress";
import { jsonOption, operation, refusing } from "./command";
import { ISSUE_ENVIRONMENT, issueOption, issuesFrom } from "./issue";

interface Options {
  stack: string;
  json?: boolean;
  markdown?: boolean;
  issue?: boolean;
}

const EXAMPLES = `
Examples:
  npm run drift -- --stack prod
  npm run drift -- --stack prod --markdown
  npm run drift -- --stack prod --issue

It exits with 1 when something differs.
`;

export const driftCommand = operation("drift", "show what was changed outside of Pulumi")
  .description(
    "Compares the state of a stage with the cloud: which resources and properties differ, which resources are gone, and " +
      "who changed them last as far as CloudTrail knows. Changes neither.",
  )
  .addOption(jsonOption("write the report to stdout as JSON").conflicts("markdown"))
  .addOption(new Option("--markdown", "write the report to stdout as Markdown"))
  .addOption(issueOption("something differs"))
  .addHelpText("after", EXAMPLES + ISSUE_ENVIRONMENT)
  .action(
    refusing(async ({ stack, json, markdown, issue }: Options) => {
      const issues = await issuesFrom(issue, process.env);
      const { openStage } = await import("../ops/stages/stage.js");
      const { driftMarkdown, driftText, findDrift, keepDrift } = await import("../ops/drift/index.js");
      const progress = terminalProgress();
      const stage = await openStage(stack, progress);
      const report = await interruptible((signal) => findDrift(stage, { signal, progress }));
      if (json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
      else process.stdout.write(markdown === true ? driftMarkdown(report) : driftText(report));
      await issues?.keep((github) => keepDrift(github, report));
      if (!report.passed) process.exitCode = 1;
    }),
  );
