import { Option } from "commander";

import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import { command, stackOption } from "./command";
import { userEnvironment } from "./user-environment";

interface Options {
  stack: string;
  dropPrevious?: boolean;
  leaked?: boolean;
  dryRun?: boolean;
  force?: boolean;
}

export const rotateCommand = command("rotate", "rotate the signing key of access tokens")
  .description(
    "Writes a new signing key for access tokens to Pulumi.<stage>.yaml. The previous key stays valid until its " +
      "tokens have expired, so nobody is signed out. `pulumi up` puts the new key into use. See " +
      "docs/runbooks/rotate-secrets.md.",
  )
  .addOption(stackOption().makeOptionMandatory())
  .option("--drop-previous", "remove the previous key; make no new one")
  .addOption(
    new Option(
      "--leaked",
      "make a new key and keep no previous one: access tokens of the old key are refused at once; apps get new ones " +
        "with their refresh tokens",
    ).conflicts("dropPrevious"),
  )
  .option("--dry-run", "say what would change, and change nothing")
  .option("--force", "rotate even if access tokens stop working before they expire")
  .action(async ({ stack, dropPrevious, leaked, dryRun = false, force = false }: Options) => {
    const { rotate } = await import("../ops/secrets/rotate.js");
    const { terminalPrompt } = await import("../ops/secrets/prompt.js");
    const lines = await rotate({
      target: { projectDir: repoRoot, stack, env: await environmentOf(stack) },
      change: leaked === true ? "leaked" : dropPrevious === true ? "drop-previous" : "rotate",
      force,
      dryRun,
      prompt: terminalPrompt(),
      now: Date.now(),
    });
    process.stdout.write(`${lines.join("\n")}\n`);
  });

/** The stack local has a backend and a passphrase of its own; for others the user's apply. */
async function environmentOf(stack: string): Promise<NodeJS.ProcessEnv> {
  const progress = terminalProgress();
  const { Cloud, LOCAL_STACK } = await import("../local/cloud.js");
  return stack === LOCAL_STACK ? (await Cloud.openStack({}, progress)).env : userEnvironment(progress);
}
