import { setTimeout as sleep } from "node:timers/promises";

import type { Context } from "aws-lambda";

/** How long before Lambda's timeout work is given up, ms: enough to log the failure and to respond. */
const RESERVE = 500;

/**
 * Runs work within the time that the function has left. Lambda would end the function at its timeout, without a log
 * line, and with it all other records of a batch.
 * @param context without a time limit, e.g. of tests: no limit.
 * @throws Error if the work does not end in time. Its calls may still take effect.
 */
export async function withinLimit<T>(context: Context | undefined, work: () => Promise<T>): Promise<T> {
  // Tests and consoles may pass an incomplete context.
  const left = (context as Partial<Context> | undefined)?.getRemainingTimeInMillis?.();
  if (left === undefined) return work();
  const timer = new AbortController();
  const limit = sleep(Math.max(0, left - RESERVE), undefined, { signal: timer.signal }).then(() => {
    throw new Error("the work did not end before the function's timeout");
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    timer.abort();
  }
}
