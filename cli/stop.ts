import * as fs from "node:fs";

import { UserError } from "../common/errors";
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
    const { wasRunning, saved, failed } = await stopEmulator({ dir: emulatorDir(LOCAL_STACK), progress });
    if (wasRunning && !saved) {
      const what = failed.length === 0 ? "its data was not saved" : `not saved: ${failed.join(", ")}`;
      throw new UserError(
        `the local cloud has stopped, but ${what}`,
        `Is the disk of ${instanceDir(LOCAL_STACK)} full? Free space, then run \`npm start\`: it creates again what is missing. The data is lost.`,
      );
    }
    progress.step(wasRunning ? "Stopped the local cloud" : "The local cloud is not running");
  });
