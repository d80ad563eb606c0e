import { randomBytes } from "node:crypto";

/** Crockford's base 32 in lower case: no letter that reads as a digit. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Characters of an id after its prefix: 100 random bits. */
const LENGTH = 20;

/** A new id such as `usr_3v9k…`: random, so that ids tell neither how many there are nor when one was made. */
export function newId(prefix: "usr" | "ses"): string {
  const random = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join("");
  return `${prefix}_${random}`;
}
