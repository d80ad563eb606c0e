import * as fs from "node:fs";
import * as path from "node:path";
import { withLock } from "../../common/lock";
import { cacheDir } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { type Recipe, type ToolName, recipes } from "./recipes";

export type { ToolName } from "./recipes";

/** Overrides for tests. */
export interface ToolOptions {
  /** Folder of the tools. Default: `tools` in the user's cache. */
  root?: string;
  /** Default: the recipe of this repo. */
  recipe?: Recipe;
}

/**
 * Makes sure that a pinned tool is installed as `<root>/<name>-<version>/<name>`, and returns its path. Other processes
 * that need the tool wait for its installation.
 * @throws UserError when Go or Python is missing, or a registry fails.
 */
export async function ensureTool(
  name: ToolName,
  progress: Progress,
  { root = path.join(cacheDir, "tools"), recipe = recipes[name]() }: ToolOptions = {},
): Promise<string> {
  const home = path.join(root, `${name}-${recipe.version}`);
  const executable = path.join(home, name);
  if (fs.existsSync(executable)) return executable;
  const make = async (): Promise<string> => {
    if (fs.existsSync(executable)) return executable;
    progress.step(`Installing ${name} ${recipe.version} (${recipe.duration}, once)`);
    fs.mkdirSync(home, { recursive: true });
    const scratch = fs.mkdtempSync(path.join(home, "making-"));
    try {
      const made = path.join(scratch, name);
      await recipe.make(made, scratch, progress);
      fs.chmodSync(made, 0o755);
      // In one step: nobody runs an incomplete file.
      fs.renameSync(made, executable);
      return executable;
    } finally {
      fs.rmSync(scratch, { recursive: true, force: true });
    }
  };
  return withLock(path.join(root, `${name}-${recipe.version}.lock`), make, () =>
    progress.step(`Waiting for another command that installs ${name}`),
  );
}
