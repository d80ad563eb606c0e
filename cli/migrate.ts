import * as path from "node:path";

import { Argument, Option } from "commander";

import { UserError } from "../common/errors";
import { interruptible } from "../common/interrupt";
import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import type { Phase } from "../ops/migrate/migration";
import { count, jsonOption, operation, refusing } from "./command";

const actions = ["status", "dry-run", "up", "resume", "new"] as const;

interface Options {
  stack: string;
  phase?: Phase;
  unitsPerSecond?: number;
  json?: boolean;
}

const EXAMPLES = `
Actions:
  status      list the migrations, and which have run
  dry-run     count what the pending ones would change, and change nothing
  up          run the pending ones; continues an interrupted one
  resume      continue the interrupted one, and start no other
  new <name>  write a new migration from a template

Examples:
  npm run migrate -- --stack local status
  npm run migrate -- --stack staging dry-run --json
  npm run migrate -- --stack prod up --phase expand
  npm run migrate -- --stack local new shards-of-counters

A release runs the migrations at the right moment. See docs/operations.md.
`;

export const migrateCommand = operation("migrate", "change the stored data of a stage")
  .description(
    "Runs the migrations in ops/migrations on the tables of a stage. Each item is changed once, also when the command is " +
      "killed: run it again.",
  )
  .addArgument(new Argument("<action>", "what to do").choices(actions))
  .argument("[name]", "name of a new migration")
  .addOption(
    new Option("--phase <phase>", "only the migrations of this phase").choices(["expand", "contract"]),
  )
  .addOption(
    new Option("--units-per-second <number>", "DynamoDB capacity units per second (default: 1000)").argParser(
      count,
    ),
  )
  .addOption(jsonOption("write the result to stdout as JSON"))
  .addHelpText("after", EXAMPLES)
  .action(refusing(migrate));

async function migrate(
  action: (typeof actions)[number],
  name: string | undefined,
  options: Options,
): Promise<void> {
  refuseUnused(action, name, options);
  const engine = await import("../ops/migrate/index.js");
  const print = <T>(report: T, text: (report: T) => string): void => {
    process.stdout.write(options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : text(report));
  };
  if (action === "new") {
    const file = path.relative(repoRoot, engine.newMigration(name ?? ""));
    print({ file }, () => `${file}\n`);
    return;
  }
  const { openStage } = await import("../ops/stages/stage.js");
  const { withAwsErrors } = await import("../ops/stages/aws-errors.js");
  const progress = terminalProgress();
  await withAwsErrors(async () => {
    const environment = await engine.environmentOf(await openStage(options.stack, progress));
    if (action === "status") {
      print(await engine.status(environment), engine.statusText);
      return;
    }
    await interruptible(async (signal) => {
      const { phase, unitsPerSecond } = options;
      const run = { phase, unitsPerSecond, signal, progress };
      if (action === "dry-run") print(await engine.dryRun(environment, run), engine.dryRunText);
      else
        print(await engine.runPending(environment, { ...run, resume: action === "resume" }), engine.runText);
    });
  }, "Your role needs the permissions of migrate: docs/account.md.");
}

/** @throws UserError for an argument or option that the action does not use. */
function refuseUnused(action: string, name: string | undefined, { phase, unitsPerSecond }: Options): void {
  const help = "See npm run migrate -- --help";
  if (action === "new" && name === undefined)
    throw new UserError("a new migration needs a name", "e.g. new shards-of-counters");
  if (action !== "new" && name !== undefined) throw new UserError(`${action} takes no name`, help);
  if (phase !== undefined && action !== "up" && action !== "dry-run")
    throw new UserError(`${action} takes no --phase`, help);
  if (unitsPerSecond !== undefined && (action === "new" || action === "status"))
    throw new UserError(`${action} takes no --units-per-second`, help);
}
