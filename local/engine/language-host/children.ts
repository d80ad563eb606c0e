import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";

/** Time to end after an interrupt, in ms, as in the official language host. */
const grace = 5_000;

/** The child processes of this language host. None of them outlives it. */
export class Children {
  private readonly running = new Set<ChildProcess>();

  /** @throws the spawn error, e.g. `E2BIG`; one that comes later is the child's `error` event. */
  spawn(command: string, args: string[], options: SpawnOptions): ChildProcess {
    const child = spawn(command, args, options);
    this.running.add(child);
    child.once("exit", () => this.running.delete(child));
    child.once("error", () => this.running.delete(child));
    return child;
  }

  /** Interrupts a child, and kills it when it does not end. Resolves when it has ended. */
  async stop(child: ChildProcess, patience = grace): Promise<void> {
    if (!this.running.has(child)) return;
    // `once` also rejects on `error`, after which the child is gone, too.
    const ended = once(child, "exit").catch(() => undefined);
    child.kill("SIGINT");
    const timer = setTimeout(() => child.kill("SIGKILL"), patience);
    await ended.finally(() => clearTimeout(timer));
  }

  /** {@link stop} for all of them. @param patience in ms. */
  async stopAll(patience = grace): Promise<void> {
    await Promise.all([...this.running].map((child) => this.stop(child, patience)));
  }
}
