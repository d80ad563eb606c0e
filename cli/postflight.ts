import { InvalidArgumentError, Option } from "commander";

import { interruptible } from "../common/interrupt";
import { terminalProgress } from "../common/progress";
import { printChecks, withCheckOptions, type CheckOptions } from "./check-options";
import { operation, refusing } from "./command";

const EXAMPLES = `
Examples:
  npm run postflight -- --stack local
  npm run postflight -- --stack prod --since 2026-11-01T10:00:00Z --json
  npm run postflight -- --stack dev --only smoke --only alarms

A check that is left out is "skipped", never "passed". docs/operations.md lists the checks.
`;

interface Options extends CheckOptions {
  since?: Date;
}

export const postflightCommand = withCheckOptions(operation("postflight", "check a stage after a deployment"))
  .description(
    "Checks a stage after a deployment: smoke test, error logs, 5xx, invocations, alarms, permissions, cost and " +
      "documents. The smoke test creates a user and removes it; the other checks change nothing.",
  )
  .addOption(
    new Option(
      "--since <time>",
      "when the deployment began to serve, ISO 8601 (default: the release that serves)",
    ).argParser(time),
  )
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, only, skip, since: given, ...form }: Options) => {
      const { refuseUnknownPostflight, runPostflight, servesSince } = await import("../ops/checks/index.js");
      refuseUnknownPostflight({ only, skip });
      const { openStage } = await import("../ops/stages/stage.js");
      const progress = terminalProgress();
      const stage = await openStage(stack, progress);
      const since = given ?? (await servesSince(stage));
      progress.step(`Checking ${stage.name} since ${since.toISOString()}`);
      const report = await interruptible((signal) =>
        runPostflight(stage, { signal, progress, only, skip, since }),
      );
      await printChecks(report, { stack, ...form });
    }),
  );

function time(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime()) || !/^\d{4}-\d{2}-\d{2}/.test(text))
    throw new InvalidArgumentError("Give a time, e.g. 2026-11-01T10:00:00Z.");
  return date;
}
