import { InvalidArgumentError, Option } from "commander";

import { terminalProgress } from "../common/progress";
import { collect, command } from "./command";

const HELP = `
Examples:
  npm run github:setup -- --repository example-org/sjc1990app-platform --dry-run
  npm run github:setup -- --repository example-org/sjc1990app-platform --reviewer example-org/platform-team

It removes nothing: reviewers, branches, variables and rules that it does not know stay, and are named. No secret is needed.

Environment:
  GITHUB_TOKEN      of an administrator of the repository; fine-grained: Administration, Environments and Issues: write,
                    Actions: read, and Members: read of the organization for teams
  GITHUB_API_URL    default: https://api.github.com
`;

interface Options {
  repository: string;
  reviewer?: string[];
  dryRun?: boolean;
}

export const githubSetupCommand = command("github:setup", "set up the repository on GitHub")
  .description(
    "Makes the environments with their reviewers, branches, tags and variables, the rulesets of main, develop and version " +
      "tags, labels, and the settings of Actions. Accounts and regions come from the stage files.",
  )
  .addOption(
    new Option("--repository <owner/name>", "repository on GitHub")
      .argParser(repository)
      .makeOptionMandatory(),
  )
  .addOption(
    new Option(
      "--reviewer <name>",
      "login, or <organization>/<team>, who may approve deployments to prod and restores; may be repeated",
    ).argParser(collect),
  )
  .option("--dry-run", "show what it would change, and change nothing")
  .addHelpText("after", HELP)
  .action(async ({ repository: name, reviewer = [], dryRun = false }: Options) => {
    const { clientOf, variable, withGitHubErrors } = await import("../ops/github/index.js");
    const { findSetup } = await import("../ops/github/setup/index.js");
    const token = variable(process.env, "GITHUB_TOKEN", /^\S+$/, "Give one of an administrator: see --help.");
    const progress = terminalProgress();
    await withGitHubErrors("the permissions in --help", async () => {
      const { changes, notes } = await findSetup(clientOf(name, token, process.env), reviewer);
      for (const { what, apply } of changes) {
        process.stdout.write(`${what}\n`);
        if (!dryRun) await apply();
      }
      for (const note of notes) progress.step(`Note: ${note}`);
      const count = changes.length === 1 ? "1 change" : `${String(changes.length)} changes`;
      progress.step(dryRun ? `${count} would be made` : `${count} made`);
    });
  });

function repository(value: string): string {
  if (/^[\w-]+\/[\w.-]+$/.test(value)) return value;
  throw new InvalidArgumentError("Give <owner>/<name>.");
}
