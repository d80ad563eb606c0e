import * as path from "node:path";

import { cacheDir } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { ensureVenv } from "../../common/venv";

/**
 * Makes sure that schemathesis is in the cache (about 20 s, once). It needs Python to run, and so keeps its venv.
 * @returns the Python to run `-m schemathesis.cli` with.
 * @throws UserError when Python is missing or too old, or the package index fails.
 */
export async function ensureSchemathesis(progress: Progress): Promise<string> {
  return ensureVenv(progress, {
    what: "schemathesis",
    home: path.join(cacheDir, "tools", "schemathesis"),
    requirements: path.join(__dirname, "schemathesis", "requirements.txt"),
  });
}
