import { InvalidArgumentError, Option } from "commander";

import { interruptible } from "../common/interrupt";
import { terminalProgress } from "../common/progress";
import { count, jsonOption, operation, refusing } from "./command";

interface Options {
  stack: string;
  table: string;
  to: Date;
  copyBack?: "missing" | "all";
  keep?: boolean;
  dryRun?: boolean;
  unitsPerSecond: number;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  npm run restore -- --stack prod --table users --to 2026-11-28T06:00:00Z
  npm run restore -- --stack prod --table users --to 2026-11-28T06:00:00Z --copy-back missing

Interrupted, it goes on when it is run again with the same table and time. See docs/runbooks/data-lost.md.
`;

export const restoreCommand = operation("restore", "bring back items of a table that were lost")
  .description(
    "Restores a table to a point in time, as a new table; shows which items were deleted, changed and created since; and " +
      "copies items back if asked to. The restored table is deleted after that.",
  )
  .requiredOption("--table <name>", "table, without project and stage, e.g. users")
  .addOption(
    new Option("--to <time>", "time of the data, e.g. 2026-11-28T06:00:00Z")
      .argParser(time)
      .makeOptionMandatory(),
  )
  .addOption(
    new Option(
      "--copy-back <which>",
      "copy items back: those that are missing, or all, which also undoes changes",
    ).choices(["missing", "all"]),
  )
  .option("--keep", "keep the restored table after copying")
  .option("--dry-run", "restore and write nothing")
  .option("--units-per-second <number>", "capacity units for reading and writing the tables", count, 500)
  .addOption(jsonOption("write the report to stdout as JSON"))
  .addHelpText("after", EXAMPLES)
  .action(
    refusing(async ({ stack, copyBack: copy, json, ...options }: Options) => {
      const { openStage } = await import("../ops/stages/stage.js");
      const { restoreTable, restoreText } = await import("../ops/restore/index.js");
      const progress = terminalProgress();
      const stage = await openStage(stack, progress);
      const chosen = { ...options, ...(copy === undefined ? {} : { copy }) };
      const report = await interruptible((signal) => restoreTable(stage, chosen, { signal, progress }));
      process.stdout.write(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : restoreText(report));
      if ((report.newer ?? []).length > 0) process.exitCode = 1;
    }),
  );

/** With an offset: a local time would depend on the machine. */
function time(value: string): Date {
  const date = new Date(value);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/.test(value) || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError("Give a time with an offset, e.g. 2026-11-28T06:00:00Z.");
  return date;
}
