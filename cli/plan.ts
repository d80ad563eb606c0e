import { terminalProgress } from "../common/progress";
import { withEvidence, type EvidenceOptions } from "./check-options";
import { jsonOption, operation, refusing } from "./command";

interface Options extends EvidenceOptions {
  stack: string;
  output?: string;
  liveOnly?: boolean;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  npm run plan -- --stack staging --output dist/plan
  npm run plan -- --stack prod --output dist/plan --released released.json
  npm run plan -- --stack dev --live-only

It needs no permission to change anything: the preview role can run it.
`;

export const planCommand = withEvidence(
  operation("plan", "show what a release will do to a stage, to approve it"),
)
  .description(
    "Shows what the release of this commit will do: the checks before it, a preview of the stage itself, and a rehearsal of " +
      "the upgrade from the release that serves, with its migrations. With --output, keeps the preview as plan.json: a " +
      "release with --plan is refused when its own preview is another one. It changes nothing.",
  )
  .option("--output <folder>", "write plan.json, report.json and report.md to a folder")
  .option("--live-only", "only preview the stage: for a pull request, without plan.json")
  .addOption(jsonOption("write the report to stdout as JSON, in place of Markdown"))
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, output, liveOnly, json, released, hotfix }: Options) => {
      const { makePlan, planMarkdown, savePlan } = await import("../ops/plan/index.js");
      const plan = await makePlan(stack, {
        progress: terminalProgress(),
        liveOnly: liveOnly === true,
        ...{ released, hotfix },
      });
      if (output !== undefined) savePlan(plan, output);
      process.stdout.write(
        json === true ? `${JSON.stringify(plan.report, undefined, 2)}\n` : planMarkdown(plan),
      );
      if (plan.failed) process.exitCode = 1;
    }),
  );
