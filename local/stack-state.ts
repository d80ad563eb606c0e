import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "../common/errors";
import { isAlive } from "../common/processes";

/** A lock that a run of the CLI left in the backend. */
export interface StackLock {
  file: string;
  pid: number;
  /** Whether the process that made it still runs on this machine. */
  alive: boolean;
}

interface Checkpoint {
  checkpoint?: {
    latest?: {
      resources?: { urn: string; type: string }[];
      pending_operations?: unknown[];
    };
  };
}

/**
 * What the file backend holds of a stack, read straight from its files: the CLI takes half a second for each
 * question, and says nothing of locks.
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
   * Puts the copy that the backend keeps of the last whole state in place of one that was cut off while it
   * was written. The copy is one step behind: what that step made is in it as begun.
   * @returns whether that was needed.
   * @throws UserError when the copy is no better.
   */
  restoreBackup(): boolean {
    if (!this.exists() || isJson(this.#file)) return false;
    const backup = `${this.#file}.bak`;
    if (!isJson(backup)) {
      throw new UserError(
        "the state of the stack cannot be read, nor its copy",
        "Run `npm run reset`, then `npm start`.",
      );
    }
    fs.copyFileSync(backup, this.#file);
    return true;
  }

  /** Whether the stack has resources of a cloud (beside the stack, components and providers). */
  hasResources(): boolean {
    return (this.#read().resources ?? []).some(({ type }) => type.startsWith("aws:"));
  }

  /** Whether a run was interrupted at all. */
  hasPendingOperations(): boolean {
    return (this.#read().pending_operations ?? []).length > 0;
  }

  /** Locks that are in the backend. */
  locks(): StackLock[] {
    if (!fs.existsSync(this.#locks)) return [];
    return fs
      .readdirSync(this.#locks)
      .filter((name) => name.endsWith(".json"))
      .map((name) => {
        const file = path.join(this.#locks, name);
        const { pid } = JSON.parse(fs.readFileSync(file, "utf8")) as { pid: number };
        return { file, pid, alive: isAlive(pid) };
      });
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
