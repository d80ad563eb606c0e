import * as path from "node:path";

import { cacheDir } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { ensureVenv } from "../../common/venv";

/**
 * Makes sure that airspeed, an engine of Velocity templates, is in the cache (about 10 s, once).
 * @returns the Python that has it.
 * @throws UserError when Python is missing or too old, or the package index fails.
 */
export async function ensureVelocity(progress: Progress): Promise<string> {
  return ensureVenv(progress, {
    what: "airspeed",
    home: path.join(cacheDir, "tools", "velocity"),
    requirements: path.join(__dirname, "velocity", "requirements.txt"),
  });
}
