import { interruptible } from "../common/interrupt";
import { terminalProgress } from "../common/progress";
import { count, jsonOption, operation, refusing } from "./command";

interface Options {
  stack: string;
  delete?: boolean;
  keepReleases: number;
  restoredDays: number;
  tablesWithData?: boolean;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  npm run prune -- --stack prod
  npm run prune -- --stack prod --delete --keep-releases 10
`;

export const pruneCommand = operation("prune", "delete what nothing of a stage uses any more")
  .description(
    "Lists what nothing of a stage uses: old function versions, photos that no profile names, abandoned uploads, and " +
      "tables, log groups and parameters of the stage that its stack does not own. Deletes them only with --delete.",
  )
  .option("--delete", "delete what is listed (default: a dry run)")
  .option("--keep-releases <number>", "releases whose function versions are kept", count, 5)
  .option("--restored-days <number>", "age from which a table of npm run restore is unused", count, 7)
  .option("--tables-with-data", "also delete tables that are not empty, after a backup")
  .addOption(jsonOption("write the report to stdout as JSON"))
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, delete: remove = false, json, ...options }: Options) => {
      const { openStage } = await import("../ops/stages/stage.js");
      const { pruneStage, pruneText } = await import("../ops/prune/index.js");
      const progress = terminalProgress();
      const stage = await openStage(stack, progress);
      const report = await interruptible((signal) =>
        pruneStage(stage, { remove, ...options }, { signal, progress }),
      );
      process.stdout.write(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : pruneText(report));
      if (!report.passed) process.exitCode = 1;
    }),
  );
