import * as path from "node:path";

import { ensureVenv } from "../../local/emulator/install";
import { cacheDir } from "../../common/paths";
import type { Progress } from "../../common/progress";

/**
 * Makes sure that airspeed, an engine of Velocity templates, is in the cache (about 10 s, once).
 * @returns the Python that has it.
 * @throws UserError when Python is missing or unfit, or the package index does not give what is asked.
 */
export async function ensureVelocity(progress: Progress): Promise<string> {
  return ensureVenv(progress, {
    what: "airspeed",
    home: path.join(cacheDir, "tools", "velocity"),
    requirements: path.join(__dirname, "velocity", "requirements.txt"),
  });
}
