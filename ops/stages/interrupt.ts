import { Interrupted } from "../../common/interrupt";

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
