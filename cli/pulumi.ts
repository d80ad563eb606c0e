import type { Command } from "commander";

import { UserError } from "../common/errors";
import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import { passThrough } from "./command";
import { userEnvironment } from "./user-environment";

const LOCAL_STACK = "local";

/** Commands that talk to the cloud, so that the emulator must run. */
const NEEDS_CLOUD = new Set([
  ...["preview", "pre", "up", "update", "refresh", "destroy", "down", "import", "watch"],
]);

/**
 * Runs the Pulumi CLI. On the stack local it gets the environment of the local cloud; on any other stack the user's
 * own, with the CLI on its PATH.
 */
export const pulumiCommand = passThrough(
  "pulumi",
  "run the Pulumi CLI, by default on the stack local",
).action(async (_args: string[], _options: unknown, { args }: Command) => {
  process.exitCode = await pulumi(args);
});

/** @returns the exit code of the CLI. @throws UserError when the stage does not exist or is not set up. */
export async function pulumi(given: string[]): Promise<number> {
  const progress = terminalProgress();
  const command = commandOf(given);
  const needsCloud = NEEDS_CLOUD.has(command);
  const stack = stackOf(given);
  const { withPolicyPack } = await import("../ops/policy-pack.js");
  const args = withPolicyPack(given, command, stack.split("/").at(-1) ?? stack);
  if (stack !== LOCAL_STACK) {
    if (needsCloud) await refusePlaceholders(repoRoot, stack);
    const env = await userEnvironment(progress);
    const { runPulumi } = await import("../local/engine/index.js");
    return (await runPulumi(args, { env, cwd: repoRoot, stdio: "inherit" })).code;
  }
  const { Cloud } = await import("../local/cloud.js");
  const cloud = needsCloud ? await Cloud.open({}, progress) : await Cloud.openStack({}, progress);
  if (cloud.unrepairedLoss() !== undefined)
    progress.warn("The local cloud lost data that the state still lists. `npm start` repairs that.");
  return (await cloud.pulumi(args, "inherit")).code;
}

/** @throws UserError for a stage that is not set up: the CLI would ask for a passphrase that nobody has. */
export async function refusePlaceholders(projectDir: string, stack: string): Promise<void> {
  const { StageFile } = await import("../ops/secrets/stage-file.js");
  const file = StageFile.read(projectDir, stack);
  if (!file.hasPlaceholders()) return;
  const { stage } = file;
  throw new UserError(
    `the stage "${stage}" is not set up: its secrets are placeholders that nobody can decrypt`,
    `Set it up: npm run stack:init -- --stack ${stage}\n` +
      `Or try it without an AWS account: npm run rehearse -- --stack ${stage}`,
  );
}

/** Options with a value of their own that may stand before the command. */
const WITH_VALUE = new Set(["--stack", "-s", "--cwd", "-C", "--color", "--verbose", "-v"]);

/** The command that the arguments name, e.g. `preview`. */
export function commandOf(args: readonly string[]): string {
  return args.find((arg, index) => !arg.startsWith("-") && !WITH_VALUE.has(args[index - 1] ?? "")) ?? "";
}

/** The stack that the arguments or the environment name. Default: local. */
export function stackOf(args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  for (const [index, arg] of args.entries()) {
    if (arg === "--") break;
    if (arg === "--stack" || arg === "-s") return args[index + 1] ?? LOCAL_STACK;
    const joined = /^(?:--stack=|-s=?)(.+)$/.exec(arg);
    if (joined?.[1] !== undefined) return joined[1];
  }
  return env["PULUMI_STACK"] || LOCAL_STACK;
}
