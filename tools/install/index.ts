import * as fs from "node:fs";
import * as path from "node:path";

import { buildGo } from "../../common/go";
import { ensureInstalled } from "../../common/installed";
import { cacheDir } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { ensureVenv } from "../../common/venv";

/** Go programs: import paths. `go/<name>/` holds versions and hashes. */
const goTools = {
  act: "github.com/nektos/act",
  actionlint: "github.com/rhysd/actionlint/cmd/actionlint",
  gitleaks: "github.com/zricethezav/gitleaks/v8",
};

/** Packages on PyPI. `<name>/requirements.txt` holds versions and hashes. */
type PythonTool = "airspeed" | "schemathesis" | "shellcheck" | "zizmor";

/** A command that is not on npm. */
export type ToolName = keyof typeof goTools | "shellcheck" | "zizmor";

const homeOf = (name: string): string => path.join(cacheDir, "tools", name);

/**
 * Makes sure that a tool is in the cache (act 2 min, actionlint 20 s, gitleaks 50 s, the others 5 s, once), and returns its path.
 * @throws UserError when Go or Python is missing, or a registry fails.
 */
export async function ensureTool(name: ToolName, progress: Progress): Promise<string> {
  if (name === "shellcheck" || name === "zizmor")
    return path.join(path.dirname(await ensurePython(name, progress)), name);
  const module = path.join(__dirname, "go", name);
  return ensureInstalled(progress, {
    what: name,
    home: homeOf(name),
    pins: [path.join(module, "go.mod"), path.join(module, "go.sum")],
    find(dir) {
      const file = path.join(dir, name);
      return fs.existsSync(file) ? file : undefined;
    },
    async install(dir) {
      await buildGo(progress, { what: name, module, command: goTools[name] }, path.join(dir, name));
      return {};
    },
  });
}

/**
 * Makes sure that a Python package is in the cache (up to 20 s, once).
 * @returns the Python of its venv.
 * @throws UserError when Python is missing or too old, or the package index fails.
 */
export function ensurePython(name: PythonTool, progress: Progress): Promise<string> {
  const requirements = path.join(__dirname, name, "requirements.txt");
  return ensureVenv(progress, { what: name, home: homeOf(name), requirements });
}
