import * as fs from "node:fs";

import { assertOwned } from "../common/owned";
import { Cloud, emulatorDir, instanceDir, LOCAL_STACK } from "../local/cloud";
import { resetEmulator } from "../local/emulator";
import { terminalProgress } from "../common/progress";

const HELP = `Usage: npm run reset

Stops the local cloud and removes all it holds: its data and the state of the stack "local".
What can be downloaded or built again is kept in the cache. Nothing outside the local cloud is touched.
`;

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  const progress = terminalProgress();
  const dir = instanceDir(LOCAL_STACK);
  if (!fs.existsSync(dir)) {
    progress.step("There is no local cloud to remove");
    return 0;
  }
  assertOwned(dir);
  await resetEmulator({ dir: emulatorDir(LOCAL_STACK), progress });
  Cloud.remove(LOCAL_STACK);
  progress.step("Removed the local cloud and the stack local");
  return 0;
}
