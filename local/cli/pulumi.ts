import { Cloud, LOCAL_STACK } from "../cloud";
import { ensureEngine, runPulumi } from "../engine";
import { repoRoot } from "../paths";
import { terminalProgress } from "../progress";

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
  if (stackOf(args) !== LOCAL_STACK) {
    const engine = await ensureEngine(progress);
    const env = { ...process.env, PATH: `${engine.binDir}:${process.env["PATH"] ?? ""}` };
    return (await runPulumi(args, { env, cwd: repoRoot, stdio: "inherit" })).code;
  }
  const command = args.find((arg) => !arg.startsWith("-")) ?? "";
  const cloud = NEEDS_CLOUD.has(command)
    ? await Cloud.open({}, progress)
    : await Cloud.openStack({}, progress);
  if (cloud.unrepairedLoss() !== undefined) {
    progress.warn("The local cloud lost data that the state still has: `npm start` repairs that.");
  }
  return (await cloud.pulumi(args, "inherit")).code;
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
