import * as fs from "node:fs";

import { terminalProgress } from "../common/progress";
import { command } from "./command";

export const stopCommand = command("stop", "stop the local cloud and keep its data")
  .description("Stops the local cloud. Its data is saved: `npm start` restores it.")
  .action(async () => {
    const { emulatorDir, instanceDir, LOCAL_STACK } = await import("../local/cloud.js");
    const { stopEmulator } = await import("../local/emulator/index.js");
    const progress = terminalProgress();
    if (!fs.existsSync(instanceDir(LOCAL_STACK))) {
      progress.step("There is no local cloud to stop");
      return;
    }
    const { wasRunning } = await stopEmulator({ dir: emulatorDir(LOCAL_STACK), progress });
    progress.step(wasRunning ? "Stopped the local cloud" : "The local cloud is not running");
  });
