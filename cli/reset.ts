import * as fs from "node:fs";

import { assertOwned } from "../common/owned";
import { terminalProgress } from "../common/progress";
import { command } from "./command";

export const resetCommand = command("reset", "stop the local cloud and remove its data")
  .description(
    "Stops the local cloud and removes its data and the state of the stack local. The cache of downloads and " +
      "builds stays. Nothing outside the local cloud is touched.",
  )
  .action(async () => {
    const { Cloud, emulatorDir, instanceDir, LOCAL_STACK } = await import("../local/cloud.js");
    const { resetEmulator } = await import("../local/emulator/index.js");
    const progress = terminalProgress();
    const dir = instanceDir(LOCAL_STACK);
    if (!fs.existsSync(dir)) {
      progress.step("There is no local cloud to remove");
      return;
    }
    assertOwned(dir);
    await resetEmulator({ dir: emulatorDir(LOCAL_STACK), progress });
    Cloud.remove(LOCAL_STACK);
    progress.step("Removed the local cloud and the stack local");
  });
