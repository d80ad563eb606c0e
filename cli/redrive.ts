import { main as redrive } from "../ops/redrive";
import { chosenPort, LOCAL_STACK } from "../local/cloud";
import { localCloud } from "../local/engine";
import { stackOf } from "./pulumi";

/** `npm run redrive`: on the stage local with the local cloud's environment, else with the user's own. */
export async function main(argv: readonly string[]): Promise<number> {
  const stack = stackOf(argv);
  if (stack === LOCAL_STACK) {
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
    Object.assign(process.env, localCloud(`http://127.0.0.1:${chosenPort()}`));
  }
  return redrive(argv, stack);
}
