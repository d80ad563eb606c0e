import { randomBytes } from "node:crypto";

/** Crockford's base 32 in lower case: no letters that look like digits. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Characters of an id after its prefix: 100 random bits. */
const LENGTH = 20;

const RANDOM_PART = `[0-9a-hjkmnp-tv-z]{${String(LENGTH)}}`;

/** Pattern of a user's id, without anchors. */
export const USER_ID = new RegExp(`usr_${RANDOM_PART}`);

/** Pattern of a session's id, without anchors. */
export const SESSION_ID = new RegExp(`ses_${RANDOM_PART}`);

/** A new random id such as `usr_3v9k…`. It reveals neither the number of users nor when it was created. */
export function newId(prefix: "usr" | "ses"): string {
  const random = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join("");
  return `${prefix}_${random}`;
}

/**
 * Whether a text is a well-formed user id. The users table also holds items that are not users: check ids from paths
 * before using them as keys.
 */
export function isUserId(text: string): boolean {
  return USER_ID.exec(text)?.[0] === text;
}
