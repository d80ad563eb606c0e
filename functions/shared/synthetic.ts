/**
 * Phone numbers of synthetic users: those of smoke tests. No person can have one, since the numbers 555-0100 to 555-0199
 * of every area code of North America are reserved for fiction
 * (https://en.wikipedia.org/wiki/555_(telephone_number)). Anyone may ask for a code of such a number, but
 * only smoke tests can read it. See docs/decisions/0023-synthetic-users-sign-in-like-others.md.
 */
const AREA_CODES = [
  ...["202", "206", "212", "213", "214", "216", "303", "305", "312", "314"],
  ...["404", "415", "503", "512", "602", "612", "617", "619", "702", "713"],
];

/** All numbers: so many that a stranger cannot exhaust the limits of all of them. E.164. */
export const syntheticNumbers: readonly string[] = AREA_CODES.flatMap((area) =>
  Array.from({ length: 100 }, (_none, i) => `+1${area}5550${String(100 + i)}`),
);

const numbers: ReadonlySet<string> = new Set(syntheticNumbers);

/** Whether a number belongs to synthetic users. @param phone E.164. */
export function isSynthetic(phone: string): boolean {
  return numbers.has(phone);
}

/** Keys of the items in the table of codes that hold the codes of synthetic numbers. */
export const SYNTHETIC_CODES = "synthetic#";

/** A code of a synthetic number, as stored. */
export interface SyntheticCode {
  /** {@link SYNTHETIC_CODES}, then the number. */
  phoneHash: string;
  code: string;
  /** Distinguishes it from earlier codes of the number. */
  codeId: string;
  /** Epoch s. */
  expiresAt: number;
}
