import * as fs from "node:fs";

import { emulatorDir, instanceDir, LOCAL_STACK } from "../local/cloud";
import { stopEmulator } from "../local/emulator";
import { terminalProgress } from "../common/progress";

const HELP = `Usage: npm run stop

Stops the local cloud. Its data are saved: \`npm start\` brings them back.
`;

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  const progress = terminalProgress();
  if (!fs.existsSync(instanceDir(LOCAL_STACK))) {
    progress.step("There is no local cloud to stop");
    return 0;
  }
  await stopEmulator({ dir: emulatorDir(LOCAL_STACK), progress });
  return 0;
}
