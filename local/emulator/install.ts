import * as fs from "node:fs";
import * as path from "node:path";

import { ensureInstalled, installError, runInstaller } from "../../common/installed";
import { cacheDir } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { ensureVenv } from "../../common/venv";

/** What the emulator runs on. */
export interface Installation {
  /** Python of the venv that holds the emulator. */
  python: string;
  /** Node for the Lambda workers, of the runtime's major version. */
  node: string;
}

/** Where to install and with what environment. Defaults: the cache of this user, this process's environment. */
export interface InstallOptions {
  cache?: string;
  env?: NodeJS.ProcessEnv;
}

/** Major version of the Lambda runtime `nodejs24.x`. */
const runtimeMajor = "24";

/**
 * Makes sure that the emulator and Node for its workers are in the cache; returns within milliseconds when they are.
 * Otherwise: a venv from the hashed `requirements.txt` (about 15 s), and Node from npm (about 5 s, 190 MB) unless
 * the running Node has the right major version.
 * @throws UserError when Python is missing or too old, or a registry fails.
 */
export async function ensureEmulator(
  progress: Progress,
  { cache = cacheDir, env = process.env }: InstallOptions = {},
): Promise<Installation> {
  return {
    python: await ensureVenv(
      progress,
      {
        what: "the local AWS emulator",
        home: path.join(cache, "emulator"),
        requirements: path.join(__dirname, "requirements.txt"),
      },
      env,
    ),
    node: await ensureRuntimeNode(progress, { cache, env }),
  };
}

/**
 * Makes sure that Node of the functions' runtime is in the cache, and returns its path; see {@link ensureEmulator}. The
 * Pulumi program runs on it too: it is quicker than older ones, and the SDKs ask for it sooner or later.
 * @throws UserError when the registry fails.
 */
export function ensureRuntimeNode(
  progress: Progress,
  { cache = cacheDir, env = process.env }: InstallOptions = {},
): Promise<string> {
  return ensureNode(progress, path.join(cache, "node"), env);
}

async function ensureNode(progress: Progress, home: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (process.versions.node.startsWith(`${runtimeMajor}.`)) return process.execPath;
  const source = path.join(__dirname, "node");
  const what = `Node ${runtimeMajor}, the runtime of the Lambda functions,`;
  return ensureInstalled(progress, {
    what,
    home,
    pins: [path.join(source, "package-lock.json")],
    find(dir, { node = "" }) {
      const file = path.join(dir, node);
      return fs.existsSync(file) ? file : undefined;
    },
    async install(dir) {
      for (const file of ["package.json", "package-lock.json"])
        fs.copyFileSync(path.join(source, file), path.join(dir, file));
      // npm installs the package for this system and checks its hash against the lock file.
      const how = ["--ignore-scripts", "--no-audit", "--no-fund"];
      const { lastLines } = await runInstaller(what, "npm", ["ci", ...how], { cwd: dir, env }, progress);
      const modules = path.join(dir, "node_modules");
      const [name] = fs.existsSync(modules)
        ? fs.readdirSync(modules).filter((entry) => entry.startsWith("node-"))
        : [];
      if (name === undefined)
        throw installError(what, [`none for ${process.platform}-${process.arch}`, ...lastLines]);
      const node = path.join("node_modules", name, "bin", "node");
      await runInstaller(what, path.join(dir, node), ["--version"], { env }, progress);
      return { node };
    },
  });
}
