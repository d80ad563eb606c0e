import { Failure } from "./errors";

/** Signals that ask a command to end. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Why work was aborted: the user, or the system, asked the process to end. */
export class Interrupted extends Failure {
  /** @param reachesChildren whether child processes have the signal already: a terminal sends Ctrl-C to all of them. */
  constructor(
    remedy: string,
    readonly reachesChildren: boolean,
  ) {
    super("interrupted", remedy);
  }
}

/** Options of {@link interruptible}. */
export interface InterruptOptions {
  /** Printed when the process is asked to end. Default: nothing. */
  notice?: string;
  /** What the user can do afterwards. Default: to run the command again. */
  remedy?: string;
  /** Whether the process is on a terminal. Default: as it is. */
  onTerminal?: boolean;
}

/**
 * Runs work that ends in an orderly way when the process is asked to end (Ctrl-C, SIGTERM, SIGHUP): its signal is aborted
 * with {@link Interrupted}. A second request ends the process at once.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { notice, remedy = "Run the command again.", onTerminal = isOnTerminal() }: InterruptOptions = {},
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    for (const signal of SIGNALS) process.off(signal, end);
  };
  // It stays on the process after the first request: libraries that clean up at the end of the process (signal-exit) end
  // it themselves as soon as nobody else listens.
  const end = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      stop();
      process.kill(process.pid, signal);
      return;
    }
    if (notice !== undefined) process.stderr.write(`${notice}\n`);
    controller.abort(new Interrupted(remedy, signal === "SIGINT" && onTerminal));
  };
  for (const signal of SIGNALS) process.on(signal, end);
  try {
    return await work(controller.signal);
  } finally {
    stop();
  }
}

function isOnTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}
