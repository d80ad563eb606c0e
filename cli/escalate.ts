import { Option } from "commander";

import { interruptible } from "../common/interrupt";
import { terminalProgress } from "../common/progress";
import type { Escalation } from "../ops/escalate";
import type { KeepEscalation } from "../ops/escalate/issue";
import { jsonOption, operation, refusing } from "./command";
import { ISSUE_ENVIRONMENT, issueOption, issuesFrom } from "./issue";

const EXAMPLES = `
Examples:
  npm run --silent escalate -- --stack prod > issue.md
  npm run escalate -- --stack prod --alarm api-failing
  npm run escalate -- --stack prod --firing --issue
  npm run escalate -- --stack prod --result failure --issue

What is not known is a line "to be filled in". Read it before you post it.
`;

interface Options {
  stack: string;
  release?: string;
  alarm?: string;
  firing?: boolean;
  cost?: boolean;
  result?: string;
  run?: string;
  json?: boolean;
  issue?: boolean;
}

/** One of these says what the form is about. */
const subject = (flags: string, description: string): Option =>
  new Option(flags, description).conflicts(
    ["release", "alarm", "firing", "cost", "result"].filter((name) => !flags.startsWith(`--${name}`)),
  );

export const escalateCommand = operation("escalate", "fill in the form for the product manager")
  .description(
    "Fills in issue, severity, impact, root cause, resolution and timeline of a failed release, an alarm or the cost of " +
      "this month, as Markdown for a GitHub issue. It changes nothing on AWS.",
  )
  .addOption(
    subject(
      "--release <id>",
      "a release or rollback (default: the newest that failed, was lost or rolled back)",
    ),
  )
  .addOption(subject("--alarm <name>", "an alarm, with or without project and stage"))
  .addOption(subject("--firing", "each critical alarm that fires"))
  .addOption(
    subject(
      "--cost",
      "what was spent this month; not on the stack local. Its issue: cost -- --actual --issue",
    ).conflicts("issue"),
  )
  .addOption(
    subject("--result <result>", "the job of a workflow that should have released, by its result").choices([
      ...["success", "failure", "cancelled", "skipped"],
    ]),
  )
  .option("--run <url>", "page of that workflow's run (default: this run)")
  .addOption(issueOption("the last release failed, or critical alarms fire"))
  .addOption(jsonOption("write the forms to stdout as a JSON list"))
  .addHelpText("after", EXAMPLES + ISSUE_ENVIRONMENT)
  .action(
    refusing(async (options: Options) => {
      const issues = await issuesFrom(options.issue, process.env);
      const { escalationMarkdown } = await import("../ops/escalate/index.js");
      const { withAwsErrors } = await import("../ops/stages/aws-errors.js");
      const filled = await withAwsErrors(
        () => interruptible((signal) => fill(options, signal)),
        "Is the stage deployed, and may your role read its operations, logs and alarms?",
      );
      const forms = filled.flatMap((one) => one.forms);
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify(forms, undefined, 2)}\n`
          : forms.map(escalationMarkdown).join("\n"),
      );
      const { stageOf } = await import("../ops/secrets/stage-file.js");
      for (const one of filled) await issues?.escalate({ ...one, stage: stageOf(options.stack) });
    }),
  );

/** What is kept in an issue. */
type Filled = Omit<KeepEscalation, "assignees" | "stage">;

async function fill(options: Options, signal: AbortSignal): Promise<Filled[]> {
  const escalate = await import("../ops/escalate/index.js");
  const { stack, release, alarm, firing, cost, result } = options;
  if (cost === true) {
    const { stageOf } = await import("../ops/secrets/stage-file.js");
    return [{ about: "cost", forms: [await escalate.escalateCost(stageOf(stack))], resolved: "" }];
  }
  const run = result === undefined ? undefined : escalate.runOf(result, options.run, process.env);
  const { openStage } = await import("../ops/stages/stage.js");
  const stage = await openStage(stack, terminalProgress());
  const one = (about: Filled["about"], form: Escalation): Filled[] => [
    { about, forms: [form], resolved: "" },
  ];
  if (run !== undefined) {
    const form = await escalate.escalateRun(stage, run, { signal });
    const services = await escalate.escalateServices(stage, run, { signal });
    const forms = form === undefined ? [] : [form];
    return [
      { about: "release", forms, resolved: `[This run](${run.url}) succeeded.` },
      ...(services === undefined
        ? []
        : [{ about: "services" as const, release: services.id, forms: [services.form], resolved: "" }]),
    ];
  }
  if (firing === true) {
    const forms = await escalate.escalateFiring(stage, { signal });
    return [{ about: "alarm", forms, resolved: "No critical alarm fires." }];
  }
  if (alarm !== undefined) return one("alarm", await escalate.escalateAlarm(stage, alarm, { signal }));
  return one("release", await escalate.escalateRelease(stage, release, { signal }));
}
