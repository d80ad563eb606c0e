import { terminalProgress } from "../common/progress";
import { jsonOption, operation, refusing, withoutEmpty } from "./command";

interface Options {
  stack: string;
  to?: string;
  dryRun?: boolean;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  npm run rollback -- --stack prod --dry-run
  npm run rollback -- --stack prod --to 1.4.0
`;

export const rollbackCommand = withoutEmpty(
  operation("rollback", "return a stage to an earlier release"),
  "to",
)
  .description(
    "Moves the aliases of all functions to the versions of an earlier release within seconds, then deploys the program " +
      "of that release with today's secrets. Refused where a migration or a removed resource makes it unsafe. See " +
      "docs/operations.md.",
  )
  .option("--to <release>", "id or version of a release (default: the one before the one that serves)")
  .option("--dry-run", "show which aliases would move, and what the program of that release changes")
  .addOption(jsonOption("write the record of the rollback, or the plan, to stdout as JSON"))
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, to, dryRun, json }: Options) => {
      const { releaseText, rollbackPlanText, runRollback, showRollback } =
        await import("../ops/rollback/index.js");
      const write = <T>(result: T, text: (result: T) => string) =>
        process.stdout.write(json === true ? `${JSON.stringify(result, undefined, 2)}\n` : text(result));
      if (dryRun === true) {
        write(await showRollback(stack, to, terminalProgress()), rollbackPlanText);
        return;
      }
      const record = await runRollback(stack, to, terminalProgress());
      write(record, releaseText);
      if (record.status === "failed") process.exitCode = 1;
    }),
  );
