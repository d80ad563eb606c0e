import { fstatSync } from "node:fs";
import { engineLog } from "./server/engine-log";
import { Provider } from "./server/provider";
import { serve } from "./server/server";

/** Set by the build: the version of `@pulumi/aws` that the plugin replaces. */
declare const PLUGIN_VERSION: string;

/** Exits with the engine, which interrupts its plugins when it is done; when it is killed, their stdin closes. */
function endWithEngine(): void {
  const end = (): never => process.exit(0);
  process.on("SIGINT", end).on("SIGTERM", end);
  const stdin = fstatSync(0);
  if (stdin.isFIFO() || stdin.isSocket()) process.stdin.on("end", end).resume();
}

async function main(): Promise<void> {
  endWithEngine();
  const { port } = await serve(new Provider(process.env, engineLog(process.argv[2])), PLUGIN_VERSION);
  process.stdout.write(`${port}\n`);
}

void main();
