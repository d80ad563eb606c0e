import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { type Ended, runWatched } from "../../common/child";
import { withLock } from "../../common/lock";
import { UserError } from "../../common/errors";
import { cacheDir } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { findPython } from "../../common/python";

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

/** Written last; a folder without it is incomplete. Installed in place, since venvs cannot be moved. */
const completionMarker = "complete.json";

/** The user's settings that would make Python or pip use another place than the venv. Index and certificate settings stay. */
export const misleading = [
  "PYTHONHOME",
  "PYTHONPATH",
  "PIP_TARGET",
  "PIP_PREFIX",
  "PIP_USER",
  "PIP_ROOT",
  "PIP_REQUIREMENT",
];

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

/** A Python program that is installed into a venv of its own. */
export interface PythonProgram {
  /** Its name in messages. */
  what: string;
  /** The folder that holds its venvs, one for each state of the requirements. */
  home: string;
  /** A file with the hashes of all packages. */
  requirements: string;
}

/**
 * Makes sure that the venv of a program is there, and returns its Python.
 * @param env of the installation, e.g. settings of pip. Default: this process's.
 * @throws UserError when Python is missing or too old, or the registry fails.
 */
export async function ensureVenv(
  progress: Progress,
  { what, home, requirements }: PythonProgram,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const key = hashOf(requirements);
  return (
    findVenv(home, key) ??
    once(path.join(home, `${key}.lock`), what, progress, async () => {
      const made = findVenv(home, key);
      if (made !== undefined) return made;
      const base = await findPython(env);
      progress.step(`Installing ${what} (once)`);
      removeHalfMade(home, key);
      const dir = path.join(home, `${key}-py${base.version}-${process.pid}`);
      const python = path.join(dir, "bin", "python");
      const clean = { ...env };
      for (const name of misleading) delete clean[name];
      await run(what, base.executable, ["-m", "venv", dir], { env: clean }, progress);
      // Wheels only: nothing of a package runs at install time, and no compiler is needed.
      const how = ["--require-hashes", "--only-binary=:all:", "--no-input", "--disable-pip-version-check"];
      await run(what, python, ["-m", "pip", "install", ...how, "-r", requirements], { env: clean }, progress);
      complete(dir, { base: fs.realpathSync(python) });
      return python;
    })
  );
}

/** A venv works only while the Python that created it is in its place. */
function findVenv(home: string, key: string): string | undefined {
  return foldersOf(home, key)
    .map((dir) => ({ dir, python: path.join(dir, "bin", "python") }))
    .find(({ dir, python }) => fs.existsSync(python) && readMarker(dir)?.["base"] === fs.realpathSync(python))
    ?.python;
}

/**
 * Makes sure that Node of the functions' runtime is in the cache, and returns its path; see {@link ensureEmulator}. The
 * Pulumi program runs on it too: it is quicker than older ones, and the SDKs ask for it sooner or later.
 * @throws UserError when the registry does not give it.
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
  const key = `${runtimeMajor}-${hashOf(path.join(source, "package-lock.json"))}`;
  const what = `Node ${runtimeMajor}, the functions' runtime,`;
  return (
    findNode(home, key) ??
    once(path.join(home, `${key}.lock`), what, progress, async () => {
      const made = findNode(home, key);
      if (made !== undefined) return made;
      progress.step(`Installing ${what} (once)`);
      removeHalfMade(home, key);
      const dir = path.join(home, `${key}-${process.pid}`);
      fs.mkdirSync(dir, { recursive: true });
      for (const file of ["package.json", "package-lock.json"]) {
        fs.copyFileSync(path.join(source, file), path.join(dir, file));
      }
      // npm installs the package for this system and checks its hash against the lock file.
      const how = ["--ignore-scripts", "--no-audit", "--no-fund"];
      const { lastLines } = await run(what, "npm", ["ci", ...how], { cwd: dir, env }, progress);
      const [name] = fs.existsSync(path.join(dir, "node_modules"))
        ? fs.readdirSync(path.join(dir, "node_modules")).filter((entry) => entry.startsWith("node-"))
        : [];
      if (name === undefined)
        throw installError(what, [`none for ${process.platform}-${process.arch}`, ...lastLines]);
      const node = path.join("node_modules", name, "bin", "node");
      await run(what, path.join(dir, node), ["--version"], { env }, progress);
      complete(dir, { node });
      return path.join(dir, node);
    })
  );
}

function findNode(home: string, key: string): string | undefined {
  return foldersOf(home, key)
    .flatMap((dir) => readMarker(dir)?.["node"]?.replace(/^/, `${dir}${path.sep}`) ?? [])
    .find((node) => fs.existsSync(node));
}

function once(
  file: string,
  what: string,
  progress: Progress,
  install: () => Promise<string>,
): Promise<string> {
  return withLock(file, install, () => progress.step(`Waiting for another command that installs ${what}`));
}

async function run(
  what: string,
  command: string,
  args: string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv },
  progress: Progress,
): Promise<Ended> {
  let ended: Ended;
  try {
    ended = await runWatched(command, args, options, (line) => progress.detail(line));
  } catch (error) {
    throw installError(what, [String(error)]);
  }
  if (ended.code !== 0) throw installError(what, ended.lastLines);
  return ended;
}

function foldersOf(home: string, key: string): string[] {
  const names = fs.existsSync(home) ? fs.readdirSync(home) : [];
  return names.filter((name) => name.startsWith(`${key}-`)).map((name) => path.join(home, name));
}

/** Called under the lock. */
function removeHalfMade(home: string, key: string): void {
  for (const dir of foldersOf(home, key)) fs.rmSync(dir, { recursive: true, force: true });
}

function hashOf(file: string): string {
  return createHash("sha256").update(fs.readFileSync(file)).digest("hex").slice(0, 12);
}

function complete(dir: string, facts: Record<string, string>): void {
  writeFileAtomic.sync(path.join(dir, completionMarker), `${JSON.stringify(facts)}\n`);
}

function readMarker(dir: string): Record<string, string> | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(dir, completionMarker), "utf8")) as Record<string, string>;
  } catch {
    return undefined;
  }
}

function installError(what: string, output: string[]): UserError {
  return new UserError(
    `Could not install ${what}.\n${output.slice(-8).join("\n")}`,
    "Check that the package registries can be reached (settings of pip and npm are honoured), then try again.",
  );
}
