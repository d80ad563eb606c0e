/** Signals that ask a command to end. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs work that can be interrupted: Ctrl-C, SIGTERM and SIGHUP abort the signal, once. A second one ends the process.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = new AbortController();
  const abort = (): void => {
    interrupted.abort(new Error("interrupted"));
  };
  for (const signal of SIGNALS) process.once(signal, abort);
  try {
    return await work(interrupted.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
  }
}
