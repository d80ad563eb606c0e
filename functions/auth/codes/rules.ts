import type { SlidingWindow } from "../../shared/sliding-window";

/** Seconds that a code is valid. */
export const CODE_SECONDS = 300;

/** Length of every limit below, s. */
export const HOUR = 3600;

/** Limits of one kind of request, each an hour. A source is an IPv4 address or an IPv6 network of 64 bits. */
export interface Limits {
  /** Requests for one number from one source: what a stranger can use up of a number's limit. */
  perNumberAndSource: SlidingWindow;
  /** Requests for one number from all sources. */
  perNumber: SlidingWindow;
  /** Requests from one source. Counted by clock hour, since the limit is too large for a sliding window. */
  perSource: { attribute: string; most: number };
}

/** Limits of sent codes. @param perSource the stage's `signInLimits.perSource`. */
export function sendLimits(perSource: number): Limits {
  return {
    perNumberAndSource: { prefix: "s", size: 3, seconds: HOUR },
    perNumber: { prefix: "s", size: 6, seconds: HOUR },
    perSource: { attribute: "sends", most: perSource },
  };
}

/**
 * Limits of wrong codes. A new code does not reset them; a successful sign-in resets those of its number.
 * @param perSource the stage's `signInLimits.perSource`.
 */
export function tryLimits(perSource: number): Limits {
  return {
    perNumberAndSource: { prefix: "t", size: 3, seconds: HOUR },
    perNumber: { prefix: "t", size: 10, seconds: HOUR },
    perSource: { attribute: "tries", most: 3 * perSource },
  };
}

/** TTL of items with codes and limits after their last change, s: as long as the limits. */
export const KEEP_SECONDS = HOUR;
