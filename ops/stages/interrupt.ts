import { UserError } from "../../common/errors";

/** Why a signal was aborted: the user, or the system, asked the process to end. */
export class Interrupted extends UserError {
  /** @param reachesChildren whether child processes have the signal already: a terminal sends Ctrl-C to all of them. */
  constructor(
    remedy: string,
    readonly reachesChildren: boolean,
  ) {
    super("interrupted", remedy);
  }
}

/**
 * Runs work that ends in an orderly way when the process is asked to end. A second request ends it at once.
 * @param notice printed then. @param remedy what the user can do afterwards.
 */
export async function interruptible<T>(
  { notice, remedy, onTerminal = isOnTerminal() }: { notice: string; remedy: string; onTerminal?: boolean },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const end = (signal: NodeJS.Signals): void => {
    stop();
    process.stderr.write(`${notice}\n`);
    controller.abort(new Interrupted(remedy, signal === "SIGINT" && onTerminal));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const stop = (): void => {
    for (const signal of signals) process.off(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  try {
    return await work(controller.signal);
  } finally {
    stop();
  }
}

function isOnTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}

/**
 * The signal for a run of the Pulumi CLI. Not aborted when the CLI has been interrupted by the terminal: a second
 * interrupt would end it at once, and the state would not be saved.
 */
export function signalForEngine(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const pass = (): void => {
    if (!(signal.reason instanceof Interrupted && signal.reason.reachesChildren))
      controller.abort(signal.reason);
  };
  if (signal.aborted) controller.abort(signal.reason);
  else signal.addEventListener("abort", pass, { once: true });
  return controller.signal;
}
