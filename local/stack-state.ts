import * as fs from "node:fs";
import * as path from "node:path";

import writeFileAtomic from "write-file-atomic";

import { UserError } from "../common/errors";
import { processesNaming } from "./emulator/process";

interface Checkpoint {
  checkpoint?: {
    latest?: {
      resources?: { urn: string; type: string }[];
      pending_operations?: unknown[];
    };
  };
}

/**
 * The state and locks of a stack, read from the files of the backend: the CLI takes half a second for each question, and
 * does not list locks.
 */
export class StackState {
  readonly #file: string;
  readonly #locks: string;

  constructor(backendDir: string, stack: string, project = "sjc1990app") {
    this.#file = path.join(backendDir, ".pulumi", "stacks", project, `${stack}.json`);
    this.#locks = path.join(backendDir, ".pulumi", "locks", "organization", project, stack);
  }

  exists(): boolean {
    return fs.existsSync(this.#file);
  }

  #read(): NonNullable<NonNullable<Checkpoint["checkpoint"]>["latest"]> {
    if (!this.exists()) return {};
    const text = fs.readFileSync(this.#file, "utf8");
    return (JSON.parse(text) as Checkpoint).checkpoint?.latest ?? {};
  }

  /**
   * Replaces a state file that was cut off while it was written with the backend's backup. The backup is one step
   * behind: it holds what that step created as a pending operation. Removes attributes that were cut off: the backend
   * reads a file without attributes, but not one with empty ones.
   * @returns whether the state file was replaced.
   * @throws UserError when the backup cannot be read either.
   */
  restoreBackup(): boolean {
    const backup = `${this.#file}.bak`;
    for (const attributes of [`${this.#file}.attrs`, `${backup}.attrs`])
      if (!isJson(attributes)) fs.rmSync(attributes, { force: true });
    if (!this.exists() || isJson(this.#file)) return false;
    if (!isJson(backup)) {
      throw new UserError(
        `the state of the stack (${this.#file}) and its backup cannot be read`,
        "Run `npm run reset`, then `npm start`.",
      );
    }
    writeFileAtomic.sync(this.#file, fs.readFileSync(backup), { mode: 0o600 });
    return true;
  }

  /** Whether the stack has cloud resources, not only components and providers. */
  hasResources(): boolean {
    return (this.#read().resources ?? []).some(({ type }) => type.startsWith("aws:"));
  }

  /** Whether a run was interrupted during an operation. */
  hasPendingOperations(): boolean {
    return (this.#read().pending_operations ?? []).length > 0;
  }

  /** Whether the backend holds a lock, of a run that goes on or of one that was killed. */
  isLocked(): boolean {
    return this.#lockFiles().length > 0;
  }

  /**
   * The process of a run that holds a lock; `undefined` when every lock is left over. Ids are used again after a reboot,
   * so only a process of Pulumi counts. A lock file that is empty or cut off is left over, too.
   */
  runningProcess(): number | undefined {
    const pulumi = new Set(processesNaming("pulumi"));
    return this.#lockFiles()
      .map(pidIn)
      .find((pid) => pid !== undefined && pulumi.has(pid));
  }

  #lockFiles(): string[] {
    if (!fs.existsSync(this.#locks)) return [];
    return fs
      .readdirSync(this.#locks)
      .filter((name) => name.endsWith(".json"))
      .map((name) => path.join(this.#locks, name));
  }
}

function pidIn(lock: string): number | undefined {
  try {
    return (JSON.parse(fs.readFileSync(lock, "utf8")) as { pid?: number }).pid;
  } catch {
    return undefined;
  }
}

function isJson(file: string): boolean {
  try {
    JSON.parse(fs.readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
