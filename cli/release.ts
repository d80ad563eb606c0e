import { terminalProgress } from "../common/progress";
import { withEvidence, type EvidenceOptions } from "./check-options";
import { jsonOption, operation, refusing } from "./command";

interface Options extends EvidenceOptions {
  stack: string;
  plan?: string;
  dryRun?: boolean;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  npm run release -- --stack staging --dry-run
  npm run release -- --stack prod --json > release.json
  npm run release -- --stack prod --plan dist/plan/plan.json --released released.json
  npm run release -- --stack prod --hotfix "sign-in fails for all users, issue 123"
`;

export const releaseCommand = withEvidence(
  operation("release", "deploy this commit to a stage, step by step"),
)
  .description(
    "Deploys this commit: checks, preview, deployment, migrations, smoke test, and a time in which alarms and errors are " +
      "watched. A failure after the deployment began rolls back. Each step is recorded: if a release is interrupted or " +
      "killed, the next one of the same commit goes on, and one of another commit rolls it back first. See " +
      "docs/operations.md.",
  )
  .option(
    "--plan <file>",
    "plan.json of `npm run plan`: refused when the preview is not that of the plan any more",
  )
  .option("--dry-run", "run the checks and the preview only")
  .addOption(jsonOption("write the record of the release, or the plan, to stdout as JSON"))
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, plan: file, dryRun, json, released, hotfix }: Options) => {
      const { hasBegun, planRelease, releasePlanText, releaseText, runRelease } =
        await import("../ops/release/index.js");
      const write = <T>(result: T, text: (result: T) => string) =>
        process.stdout.write(json === true ? `${JSON.stringify(result, undefined, 2)}\n` : text(result));
      if (dryRun === true) {
        const plan = await planRelease(stack, terminalProgress(), { released, hotfix });
        write(plan, releasePlanText);
        if (plan.preflight.length + plan.plan.problems.length > 0) process.exitCode = 1;
        return;
      }
      const record = await runRelease(stack, terminalProgress(), { plan: file, released, hotfix });
      write(record, releaseText);
      if (record.status !== "released") process.exitCode = hasBegun(record) ? 1 : 2;
    }),
  );
