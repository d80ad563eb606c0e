import { Option } from "commander";

import { interruptible } from "../common/interrupt";
import { terminalProgress } from "../common/progress";
import { jsonOption, operation, refusing } from "./command";

const EXAMPLES = `
Examples:
  npm run --silent escalate -- --stack prod > issue.md
  npm run escalate -- --stack prod --alarm api-failing
  npm run escalate -- --stack prod --cost

What is not known is a line "to be filled in". Read it before you post it.
`;

interface Options {
  stack: string;
  release?: string;
  alarm?: string;
  cost?: boolean;
  json?: boolean;
}

export const escalateCommand = operation("escalate", "fill in the form for the product manager")
  .description(
    "Fills in issue, severity, impact, root cause, resolution and timeline of a failed release, an alarm or the cost of " +
      "this month, as Markdown for a GitHub issue. It changes nothing.",
  )
  .addOption(
    new Option(
      "--release <id>",
      "a release or rollback (default: the newest that failed or was rolled back)",
    ).conflicts(["alarm", "cost"]),
  )
  .addOption(
    new Option("--alarm <name>", "an alarm, with or without project and stage").conflicts([
      "release",
      "cost",
    ]),
  )
  .addOption(
    new Option("--cost", "what was spent this month; not on the stack local").conflicts(["release", "alarm"]),
  )
  .addOption(jsonOption("write the form to stdout as JSON"))
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, release, alarm, cost, json }: Options) => {
      const { escalateAlarm, escalateCost, escalateRelease, escalationMarkdown } =
        await import("../ops/escalate/index.js");
      const { withAwsErrors } = await import("../ops/stages/aws-errors.js");
      const fill = async (signal: AbortSignal) => {
        if (cost === true) {
          const { stageOf } = await import("../ops/secrets/stage-file.js");
          return escalateCost(stageOf(stack));
        }
        const { openStage } = await import("../ops/stages/stage.js");
        const stage = await openStage(stack, terminalProgress());
        return alarm === undefined
          ? escalateRelease(stage, release, { signal })
          : escalateAlarm(stage, alarm, { signal });
      };
      const escalation = await withAwsErrors(
        () => interruptible(fill),
        "Is the stage deployed, and may your role read its operations, logs and alarms?",
      );
      process.stdout.write(
        json === true ? `${JSON.stringify(escalation, undefined, 2)}\n` : escalationMarkdown(escalation),
      );
    }),
  );
