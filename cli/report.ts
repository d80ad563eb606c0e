import * as fs from "node:fs";
import * as path from "node:path";

import { Option } from "commander";

import { UserError } from "../common/errors";
import { interruptible } from "../common/interrupt";
import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import type { StageReport } from "../ops/report";
import { withAwsErrors } from "../ops/stages/aws-errors";
import { count, jsonOption, operation, refusing, stackOption } from "./command";

const EXAMPLES = `
Examples:
  npm run report -- --stack prod
  npm run report -- --all --days 30 --markdown
  npm run report -- --stack staging --json > released.json

--all reads every stage that the credentials can read, and says which it left out.
`;

interface Options {
  stack?: string;
  all?: boolean;
  days: number;
  json?: boolean;
  markdown?: boolean;
  html?: string | true;
}

export const reportCommand = operation(
  "report",
  "show what runs on a stage, its releases and its health",
  stackOption().conflicts("all"),
)
  .description(
    "Shows what serves the users of a stage, its releases and rollbacks, how often and how well it is deployed (deployment " +
      "frequency, lead time, change failure rate, time to restore), and its health since the deployment. It changes nothing.",
  )
  .option("--all", "all stages on AWS that your credentials can read")
  .addOption(new Option("--days <number>", "days of the figures and the list").argParser(count).default(90))
  .addOption(jsonOption("write the result to stdout as JSON").conflicts("markdown"))
  .option("--markdown", "write the result to stdout as Markdown")
  .option("--html [file]", "also write a page with plots (default: dist/report-<stage>.html)")
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, all, days, json, markdown, html }: Options) => {
      if (stack === undefined && all !== true)
        throw new UserError("no stage is given", "Give --stack <stage>, or --all.");
      const progress = terminalProgress();
      const { reportMarkdown, reportPage, reportText, stageReport } = await import("../ops/report/index.js");
      const { openStage } = await import("../ops/stages/stage.js");
      const { stagesOf } = await import("../ops/secrets/stage-file.js");
      const stacks = stack === undefined ? stagesOf(repoRoot).filter((one) => one !== "local") : [stack];
      const reports: StageReport[] = [];
      for (const one of stacks) {
        try {
          const stage = await openStage(one, progress);
          reports.push(
            await withAwsErrors(
              () => interruptible((signal) => stageReport(stage, { days, signal })),
              "Is it deployed, and may your role read the table of operations and the metrics?",
            ),
          );
        } catch (error) {
          if (!(error instanceof UserError) || stack !== undefined) throw error;
          progress.warn(`left out ${one}: ${error.message}`);
        }
      }
      if (html !== undefined) {
        const file = path.resolve(html === true ? path.join("dist", `report-${stack ?? "all"}.html`) : html);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, reportPage(reports));
        progress.step(`Wrote ${file}`);
      }
      if (json === true) {
        process.stdout.write(`${JSON.stringify(stack === undefined ? reports : reports[0], undefined, 2)}\n`);
        return;
      }
      process.stdout.write(reports.map(markdown === true ? reportMarkdown : reportText).join("\n"));
    }),
  );
