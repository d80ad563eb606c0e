import { interruptible } from "../common/interrupt";
import { terminalProgress } from "../common/progress";
import { jsonOption, operation, refusing } from "./command";

const EXAMPLES = `
Examples:
  npm run smoke -- --stack local
  npm run smoke -- --stack prod --json

It sends no SMS: the phone number of the user is one that is reserved for fiction. See docs/operations.md.
`;

export const smokeCommand = operation("smoke", "check that a stage works, as a synthetic user")
  .description(
    "Runs the critical journeys against a stage, through its public URL: health, integration key, sign-in, refresh, " +
      "profile, photo through the CDN, classrooms, deletion. Takes up to 30 seconds. Creates a user and deletes it, also " +
      "when it is interrupted; a run that is killed is cleaned up by the next one after two minutes.",
  )
  .addOption(jsonOption("write the result to stdout as JSON"))
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, json }: { stack: string; json?: boolean }) => {
      const { runSmoke, smokeText } = await import("../ops/smoke/index.js");
      const { openStage } = await import("../ops/stages/stage.js");
      const progress = terminalProgress();
      const stage = await openStage(stack, progress);
      const report = await interruptible((signal) => runSmoke(stage, { signal, progress }));
      process.stdout.write(
        json === true ? `${JSON.stringify(report, undefined, 2)}\n` : smokeText(stage.name, report),
      );
      if (!report.passed) process.exitCode = 1;
    }),
  );
