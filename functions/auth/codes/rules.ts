import type { SlidingWindow } from "../../shared/sliding-window";

/** Seconds that a code is valid. */
export const CODE_SECONDS = 300;

/** Length of every window below, s. */
const HOUR = 3600;

/** SMS messages to one number. They cost money, and the requests may come from somebody else. */
export const SENDS_PER_NUMBER: SlidingWindow = { prefix: "s", size: 3, seconds: HOUR };

/** Registrations from one source address. */
export const REGISTRATIONS_PER_SOURCE: SlidingWindow = { prefix: "s", size: 5, seconds: HOUR };

/** Logins from one source address. Higher than for registrations: members may share an address. */
export const LOGINS_PER_SOURCE: SlidingWindow = { prefix: "l", size: 10, seconds: HOUR };

/** Attempts to verify codes of a number. A new code does not reset them; a successful sign-in does. */
export const TRIES_PER_NUMBER: SlidingWindow = { prefix: "t", size: 3, seconds: HOUR };

/** TTL of items with codes and limits after their last change, s: as long as the longest window. */
export const KEEP_SECONDS = HOUR;
