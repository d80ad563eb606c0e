import type { SlidingWindow } from "../../shared/sliding-window";

/** Seconds that a code is valid. */
export const CODE_SECONDS = 300;

/** Seconds of every window below. */
const HOUR = 3600;

/** SMS to one number: they cost money, and somebody else may be asking for them. */
export const SENDS_PER_NUMBER: SlidingWindow = { prefix: "s", size: 3, seconds: HOUR };

/** Registrations from one source address. */
export const REGISTRATIONS_PER_SOURCE: SlidingWindow = { prefix: "s", size: 5, seconds: HOUR };

/** Requests to sign in from one source address. More than registrations: several members may share an address. */
export const LOGINS_PER_SOURCE: SlidingWindow = { prefix: "l", size: 10, seconds: HOUR };

/** Tries at a number's codes. A new code does not give new tries; a right one does. */
export const TRIES_PER_NUMBER: SlidingWindow = { prefix: "t", size: 3, seconds: HOUR };

/** How long an item of codes and limits is kept after its last change, s: no limit may be forgotten early. */
export const KEEP_SECONDS = HOUR;
