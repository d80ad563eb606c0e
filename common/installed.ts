import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import writeFileAtomic from "write-file-atomic";

import { type Ended, runWatched } from "./child";
import { UserError } from "./errors";
import { withLock } from "./lock";
import type { Progress } from "./progress";

/** Written last; a folder without it is incomplete. Installed in place, since venvs cannot be moved. */
const MARKER = "complete.json";

/** What an installation wrote down about itself. */
export type Facts = Readonly<Record<string, string>>;

/** A program that is installed into the cache of this user. */
export interface Installable<T> {
  /** Its name in messages, e.g. `the local AWS emulator`. */
  what: string;
  /** The folder that holds its installations. */
  home: string;
  /** Files that pin its version; with other contents it is another installation. */
  pins: readonly string[];
  /** The program in an installation, e.g. its path; `undefined` when it does not work any more. */
  find(dir: string, facts: Facts): T | undefined;
  /** Installs into an empty folder. */
  install(dir: string): Promise<Facts>;
}

/**
 * Makes sure that a program is installed, once for all processes that ask for it.
 * @returns what {@link Installable.find} finds.
 * @throws UserError when it cannot be installed.
 */
export async function ensureInstalled<T>(progress: Progress, program: Installable<T>): Promise<T> {
  const { what, home, pins } = program;
  const key = hashOf(pins);
  return (
    findInstalled(program, key) ??
    withLock(
      path.join(home, `${key}.lock`),
      async () => {
        const installed = findInstalled(program, key);
        if (installed !== undefined) return installed;
        progress.step(`Installing ${what} (once)`);
        // Incomplete or broken. The lock is held, so no other process uses them.
        for (const dir of foldersOf(home, key)) fs.rmSync(dir, { recursive: true, force: true });
        const dir = path.join(home, `${key}-${String(process.pid)}`);
        fs.mkdirSync(dir, { recursive: true });
        const facts = await program.install(dir);
        writeFileAtomic.sync(path.join(dir, MARKER), `${JSON.stringify(facts)}\n`);
        const found = program.find(dir, facts);
        if (found === undefined) throw installError(what, ["It does not work."]);
        return found;
      },
      () => {
        progress.step(`Waiting for another command that installs ${what}`);
      },
    )
  );
}

/**
 * Runs a step of an installation.
 * @throws UserError with the last lines of its output when it fails.
 */
export async function runInstaller(
  what: string,
  command: string,
  args: readonly string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv },
  progress: Progress,
): Promise<Ended> {
  const ended = await runWatched(command, args, options, (line) => {
    progress.detail(line);
  }).catch((error: unknown) => {
    throw installError(what, [String(error)]);
  });
  if (ended.code !== 0) throw installError(what, ended.lastLines);
  return ended;
}

/** An installation that failed, with the last lines of what a program printed. */
export function installError(what: string, output: readonly string[]): UserError {
  return new UserError(
    `Could not install ${what}.\n${output.slice(-8).join("\n")}`,
    "Check that the package registries can be reached (settings of pip and npm apply), then run the command again.",
  );
}

function findInstalled<T>(program: Installable<T>, key: string): T | undefined {
  for (const dir of foldersOf(program.home, key)) {
    const facts = readFacts(dir);
    const found = facts && program.find(dir, facts);
    if (found !== undefined) return found;
  }
  return undefined;
}

function foldersOf(home: string, key: string): string[] {
  const names = fs.existsSync(home) ? fs.readdirSync(home) : [];
  return names.filter((name) => name.startsWith(`${key}-`)).map((name) => path.join(home, name));
}

function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(fs.readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}

function readFacts(dir: string): Facts | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(dir, MARKER), "utf8")) as Facts;
  } catch {
    return undefined;
  }
}
