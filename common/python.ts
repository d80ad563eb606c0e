import { runWatched } from "./child";
import { UserError } from "./errors";

/** A Python that can create a venv. */
export interface Python {
  executable: string;
  /** e.g. `3.11`. */
  version: string;
}

/** The oldest Python that the emulator and the tools support. */
const oldest = [3, 10] as const;

const candidates = ["python3.13", "python3.12", "python3.11", "python3.10", "python3", "python"];

// Runs on any Python, so that an old one can report its version.
const probe = [
  "import sys, json",
  "def has(name):",
  "    try:",
  "        __import__(name)",
  "        return True",
  "    except ImportError:",
  "        return False",
  "print(json.dumps([sys.executable, sys.version_info[0], sys.version_info[1], has('venv') and has('ensurepip')]))",
].join("\n");

/**
 * Finds a Python of at least 3.10 with `venv` on PATH. Shims of version managers that fail are skipped.
 * @param what needs it, as the error says, e.g. `the local AWS emulator`.
 * @param env where PATH is taken from. Default: this process's.
 * @throws UserError when there is none, all are too old, or none can create a venv.
 */
export async function findPython(what: string, env: NodeJS.ProcessEnv = process.env): Promise<Python> {
  let tooOld: string | undefined;
  let withoutVenv: string | undefined;
  for (const candidate of candidates) {
    const found = await askAbout(candidate, env);
    if (found === undefined) continue;
    const [executable, major, minor, canMakeVenv] = found;
    const version = `${major}.${minor}`;
    if (major !== oldest[0] || minor < oldest[1]) tooOld ??= version;
    else if (!canMakeVenv) withoutVenv ??= version;
    else return { executable, version };
  }
  if (withoutVenv !== undefined) {
    throw new UserError(
      `Python ${withoutVenv} has no venv module, which ${what} needs`,
      `Install it, then run the command again.\nDebian, Ubuntu: sudo apt install python${withoutVenv}-venv   (or python3-venv)`,
    );
  }
  const need = `${what} needs Python ${oldest.join(".")} or later`;
  throw new UserError(
    tooOld === undefined ? `${need}, and none is on PATH` : `${need}; PATH has only ${tooOld}`,
    "Install it, then run the command again.\nDebian, Ubuntu: sudo apt install python3 python3-venv\nmacOS: brew install python",
  );
}

async function askAbout(
  candidate: string,
  env: NodeJS.ProcessEnv,
): Promise<[executable: string, major: number, minor: number, canMakeVenv: boolean] | undefined> {
  try {
    const { code, lastLines } = await runWatched(candidate, ["-c", probe], { env }, () => undefined);
    return code === 0 ? (JSON.parse(lastLines.at(-1) ?? "") as [string, number, number, boolean]) : undefined;
  } catch {
    return undefined; // Not on PATH, or not a Python.
  }
}
