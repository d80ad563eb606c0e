import { Command } from "commander";

import { accountCommand } from "./account";
import { auditCommand } from "./audit";
import { benchCommand } from "./bench";
import { buildCommand } from "./build";
import { costCommand } from "./cost";
import { dashboardsCommand } from "./dashboards";
import { devCommand } from "./dev";
import { docsCommand } from "./docs";
import { driftCommand } from "./drift";
import { escalateCommand } from "./escalate";
import { githubReleaseCommand } from "./github-release";
import { githubSetupCommand } from "./github-setup";
import { lintCommand } from "./lint";
import { migrateCommand } from "./migrate";
import { nextVersionCommand } from "./next-version";
import { openapiCommand } from "./openapi";
import { permissionsCommand } from "./permissions";
import { planCommand } from "./plan";
import { postflightCommand } from "./postflight";
import { preflightCommand } from "./preflight";
import { pruneCommand } from "./prune";
import { pulumiCommand } from "./pulumi";
import { redriveCommand } from "./redrive";
import { rehearseCommand } from "./rehearse";
import { releaseCommand } from "./release";
import { reportCommand } from "./report";
import { reportCommentCommand } from "./report-comment";
import { reportPrCommand } from "./report-pr";
import { resetCommand } from "./reset";
import { restoreCommand } from "./restore";
import { rollbackCommand } from "./rollback";
import { rotateCommand } from "./rotate";
import { smokeCommand } from "./smoke";
import { stackInitCommand } from "./stack-init";
import { startCommand } from "./start";
import { stopCommand } from "./stop";
import { testCommand } from "./test";

/** All commands, in the order of the help. */
const groups: Record<string, readonly Command[]> = {
  "Local cloud:": [startCommand, stopCommand, resetCommand, devCommand, pulumiCommand],
  "Checks and tests:": [testCommand, lintCommand, auditCommand, benchCommand],
  "Generated files:": [buildCommand, docsCommand, openapiCommand, permissionsCommand, nextVersionCommand],
  "Operations:": [
    planCommand,
    releaseCommand,
    rollbackCommand,
    preflightCommand,
    postflightCommand,
    migrateCommand,
    smokeCommand,
    reportCommand,
    driftCommand,
    escalateCommand,
    restoreCommand,
    pruneCommand,
  ],
  "Stages:": [
    rehearseCommand,
    reportPrCommand,
    reportCommentCommand,
    costCommand,
    dashboardsCommand,
    stackInitCommand,
    rotateCommand,
    redriveCommand,
    accountCommand,
    githubSetupCommand,
    githubReleaseCommand,
  ],
};

/** The program of this project with all its commands. */
export function program(): Command {
  const root = new Command("npm run")
    .usage("<command> -- [options]")
    .description("Commands of this project. Each has its own help: npm run <command> -- --help")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .enablePositionalOptions()
    .showHelpAfterError("  Run `node cli/main.mjs --help` to list the commands.")
    .configureHelp({ subcommandTerm: (shown) => shown.name() });
  for (const [group, commands] of Object.entries(groups)) {
    root.commandsGroup(group);
    for (const command of commands) root.addCommand(command);
  }
  return root;
}

/**
 * Runs the command that the arguments name. Sets `process.exitCode`.
 * @param args without the path of the script.
 */
export async function run(args: readonly string[]): Promise<void> {
  await program().parseAsync(args, { from: "user" });
}
