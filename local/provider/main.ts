import { fstatSync } from "node:fs";
import { engineLog } from "./server/engine-log";
import { Provider } from "./server/provider";
import { serve } from "./server/server";

/** Set by the build to the version of `@pulumi/aws` that the plugin stands in for. */
declare const PLUGIN_VERSION: string;

/** Ends with the engine: it interrupts its plugins when it is done, and their stdin ends when it is killed. */
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
