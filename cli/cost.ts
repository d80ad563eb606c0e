import { InvalidArgumentError, Option } from "commander";

import { terminalProgress } from "../common/progress";
import { command, jsonOption, stackOption } from "./command";
import { ISSUE_ENVIRONMENT, issueOption, issuesFrom } from "./issue";

interface Options {
  stack: string;
  users?: number;
  json?: boolean;
  markdown?: boolean;
  preview?: string;
  compare?: string;
  actual?: boolean;
  issue?: boolean;
}

const EXAMPLES = `
Examples:
  npm run cost -- --stack prod --users 5000
  npm run cost -- --stack prod --compare main --markdown
  npm run cost -- --stack prod --preview after.json --compare before.json
  npm run cost -- --stack prod --actual
  npm run cost -- --stack prod --actual --issue

--actual calls the Cost Explorer API, which costs 0.01 USD a request: 2 requests, 3 when it finds no cost. It uses your
own credentials and needs ce:GetCostAndUsage, ce:GetCostForecast and ce:ListCostAllocationTags.
`;

export const costCommand = command("cost", "estimate what a stage costs, or read what was spent")
  .description(
    "Estimates what a stage costs in a month: from what the program registers, list prices of us-east-1 and the usage of " +
      "one user. Needs no AWS account and deploys nothing. See docs/costs.md.",
  )
  .addOption(stackOption().makeOptionMandatory())
  .addOption(new Option("--users <number>", "users of the stage").argParser(wholeNumber))
  .option("--preview <file>", "estimate a saved `pulumi preview --json --show-sames` instead of the program")
  .option("--compare <file or ref>", "show the change since a saved estimate or preview, or a git ref")
  .addOption(
    new Option("--actual", "show what was spent, from Cost Explorer").conflicts([
      "users",
      "preview",
      "compare",
    ]),
  )
  .addOption(
    issueOption("what was spent, or the forecast, is over the highest monthly budget").implies({
      actual: true,
    }),
  )
  .addOption(jsonOption("write the result to stdout as JSON").conflicts("markdown"))
  .option("--markdown", "write the result to stdout as Markdown")
  .addHelpText("after", EXAMPLES + ISSUE_ENVIRONMENT)
  .action(async ({ actual, ...options }: Options) => {
    process.stdout.write(actual === true ? await spent(options) : await estimated(options));
  });

async function estimated({ stack: stage, json, markdown, ...options }: Options): Promise<string> {
  const cost = await import("../ops/cost/index.js");
  const { report, comparison } = await cost.estimateStage({
    stage,
    ...options,
    progress: terminalProgress(),
  });
  if (json === true) return `${JSON.stringify({ ...report, comparison }, undefined, 2)}\n`;
  if (comparison === undefined)
    return markdown === true ? cost.reportMarkdown(report) : cost.reportText(report);
  if (markdown === true) return cost.comparisonMarkdown(report, comparison);
  return cost.comparisonText(stage, comparison);
}

async function spent({ stack: stage, json, markdown, issue }: Options): Promise<string> {
  const issues = await issuesFrom(issue, process.env);
  const { actualMarkdown, actualText, spentCosts } = await import("../ops/cost/actual.js");
  const costs = await spentCosts(stage);
  if (issues !== undefined) {
    const { costEscalation, isOverBudget } = await import("../ops/escalate/index.js");
    const forms = isOverBudget(costs) ? [costEscalation(costs, new Date())] : [];
    await issues.escalate({ about: "cost", stage, forms, resolved: "The cost is within the budget." });
  }
  if (json === true) return `${JSON.stringify(costs, undefined, 2)}\n`;
  return markdown === true ? actualMarkdown(costs) : actualText(costs);
}

function wholeNumber(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Give a whole number from 0 to 999999999.");
}
