import * as fs from "node:fs";
import * as path from "node:path";

import { ensureInstalled, runInstaller } from "./installed";
import type { Progress } from "./progress";
import { findPython } from "./python";

/** Settings of the user that would make Python or pip use another place than the venv. Index and certificate settings stay. */
const MISLEADING = [
  "PYTHONHOME",
  "PYTHONPATH",
  "PIP_TARGET",
  "PIP_PREFIX",
  "PIP_USER",
  "PIP_ROOT",
  "PIP_REQUIREMENT",
];

/** Python packages that are installed into a venv of their own. */
export interface PythonProgram {
  /** Its name in messages. */
  what: string;
  /** The folder that holds its venvs, one for each state of the requirements. */
  home: string;
  /** A requirements file with the hashes of all packages. */
  requirements: string;
}

/**
 * Makes sure that the venv of a program exists, and returns its Python.
 * @param env of the installation, e.g. settings of pip. Default: this process's.
 * @throws UserError when Python is missing or too old, or the package index fails.
 */
export function ensureVenv(
  progress: Progress,
  { what, home, requirements }: PythonProgram,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return ensureInstalled(progress, {
    what,
    home,
    pins: [requirements],
    // A venv works only while the Python that created it is in its place.
    find(dir, { base }) {
      const python = pythonOf(dir);
      return fs.existsSync(python) && fs.realpathSync(python) === base ? python : undefined;
    },
    async install(dir) {
      const { executable } = await findPython(what, env);
      const clean = { ...env };
      for (const name of MISLEADING) delete clean[name];
      await runInstaller(what, executable, ["-m", "venv", dir], { env: clean }, progress);
      // Wheels only: no code of a package runs at install time, and no compiler is needed.
      const how = ["--require-hashes", "--only-binary=:all:", "--no-input", "--disable-pip-version-check"];
      const pip = ["-m", "pip", "install", ...how, "-r", requirements];
      await runInstaller(what, pythonOf(dir), pip, { env: clean }, progress);
      return { base: fs.realpathSync(pythonOf(dir)) };
    },
  });
}

function pythonOf(dir: string): string {
  return path.join(dir, "bin", "python");
}
