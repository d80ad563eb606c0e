import { holdsPlaceholders, readStageFile } from "../ops/secrets/stage-file";
import { Cloud, LOCAL_STACK } from "../local/cloud";
import { ensureEngine, enginePath, runPulumi } from "../local/engine";
import { UserError } from "../common/errors";
import { repoRoot } from "../common/paths";
import { terminalProgress, type Progress } from "../common/progress";

/** Commands that talk to the cloud, so that the emulator must run. */
const NEEDS_CLOUD = new Set([
  "preview",
  "pre",
  "up",
  "update",
  "refresh",
  "destroy",
  "down",
  "import",
  "watch",
]);

/**
 * `npm run pulumi -- …`: the CLI itself. On the stack "local" it gets the local cloud's environment; on any other
 * stack the user's own, with only the CLI put on PATH.
 */
export async function main(args: string[]): Promise<number> {
  const progress = terminalProgress();
  const command = commandOf(args);
  const stack = stackOf(args);
  if (stack !== LOCAL_STACK) {
    if (NEEDS_CLOUD.has(command)) refusePlaceholders(repoRoot, stack);
    const env = await userEnvironment(progress);
    return (await runPulumi(args, { env, cwd: repoRoot, stdio: "inherit" })).code;
  }
  const cloud = NEEDS_CLOUD.has(command)
    ? await Cloud.open({}, progress)
    : await Cloud.openStack({}, progress);
  if (cloud.unrepairedLoss() !== undefined) {
    progress.warn("The local cloud lost data that the state still has: `npm start` repairs that.");
  }
  return (await cloud.pulumi(args, "inherit")).code;
}

/** The user's own environment, with the CLI on its PATH. */
export async function userEnvironment(progress: Progress): Promise<NodeJS.ProcessEnv> {
  return { ...process.env, PATH: enginePath(await ensureEngine(progress)) };
}

/** The CLI itself would ask for a passphrase that nobody has. */
function refusePlaceholders(projectDir: string, stack: string): void {
  const { stage, text } = readStageFile(projectDir, stack);
  if (!holdsPlaceholders(text)) return;
  throw new UserError(
    `the stage "${stage}" is not set up: its secrets are placeholders that nobody can read`,
    `Set it up: npm run stack:init -- ${stage}\nOr try it without an account: npm run rehearse -- ${stage}`,
  );
}

/** Options with a value of their own that may stand before the command. */
const WITH_VALUE = new Set(["--stack", "-s", "--cwd", "-C", "--color", "--verbose", "-v"]);

/** The command that the arguments name, e.g. `preview`. */
export function commandOf(args: readonly string[]): string {
  return args.find((arg, index) => !arg.startsWith("-") && !WITH_VALUE.has(args[index - 1] ?? "")) ?? "";
}

/** The stack that the arguments or the environment name; "local" when none does. */
export function stackOf(args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  for (const [index, arg] of args.entries()) {
    if (arg === "--") break;
    if (arg === "--stack" || arg === "-s") return args[index + 1] ?? LOCAL_STACK;
    const joined = /^(?:--stack=|-s=?)(.+)$/.exec(arg);
    if (joined?.[1] !== undefined) return joined[1];
  }
  return env["PULUMI_STACK"] ?? LOCAL_STACK;
}
