import { spawn } from "node:child_process";
import * as os from "node:os";
import { createInterface } from "node:readline";

/** How a child process ended. */
export interface Ended {
  /** Exit code; 128 and the signal's number added when a signal ended it, as a shell has it. */
  code: number;
  /** The last lines of its output, both streams. */
  lastLines: string[];
}

/** The exit code of a child as a shell has it. */
export function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal ? os.constants.signals[signal] : 0);
}

/**
 * Runs a program whose output lines are of interest while it works. When this process is told to end meanwhile, the
 * child is ended first, so that nothing goes on working unseen.
 *
 * @param onLine gets every line of stdout and stderr.
 * @param timeout in ms; then the child is ended. Default: none.
 * @throws the spawn error (`ENOENT` when the program is missing).
 */
export async function runWatched(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; timeout?: number },
  onLine: (line: string) => void,
): Promise<Ended> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], killSignal: "SIGINT" });
  const lastLines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
      onLine(line);
    });
  }
  const interrupted: { by?: NodeJS.Signals } = {};
  const interrupt = (signal: NodeJS.Signals): void => {
    interrupted.by = signal;
    child.kill("SIGINT");
  };
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await new Promise<Ended>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve({ code: exitCode(code, signal), lastLines }));
    });
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    // Without our handler the signal has its usual effect: the end, unless the caller handles it.
    if (interrupted.by) process.kill(process.pid, interrupted.by);
  }
}
