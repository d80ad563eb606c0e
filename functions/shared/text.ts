/**
 * Invisible characters that can be used for spoofing, e.g. to make a name look like another one: bidirectional overrides
 * and isolates (U+202A to U+202E, U+2066 to U+2069), zero-width separators, tag characters outside of flags, and lone
 * surrogates.
 *
 * Allowed: the joiners U+200C and U+200D, which Persian, Indic scripts and emoji need; the direction marks U+200E,
 * U+200F and U+061C, which affect punctuation only; variation selectors, which select the form of a Han character.
 */
const HIDDEN =
  /[\u00AD\u200B\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{1D173}-\u{1D17A}\u{E0001}\p{Cs}]|(?<!\u{1F3F4}[\u{E0020}-\u{E007E}]*)[\u{E0020}-\u{E007F}]/u;

/** Zero-width characters and blank Braille cells may occur in a name, but do not count. */
const BLANK = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Normalises a line: NFC, single spaces, no control characters. */
export function tidyLine(typed: string): string {
  return typed
    .normalize("NFC")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

/** Normalises a text: NFC, no control characters but line breaks. */
export function tidyText(typed: string): string {
  return typed
    .normalize("NFC")
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n]/gu, "")
    .trim();
}

/** Whether a tidy line can be a name: two visible characters, or one Han character; combining marks alone are no name. */
export function isName(line: string): boolean {
  const visible = Array.from(line.replace(BLANK, ""));
  if (visible.every((character) => /\p{M}/u.test(character))) return false;
  return visible.length > 1 || /\p{Script=Han}/u.test(line);
}

/** The first hidden character of a text, e.g. `U+202E`; undefined if there is none. */
export function hiddenCharacter(text: string): string | undefined {
  const found = HIDDEN.exec(text)?.[0].codePointAt(0);
  return found === undefined ? undefined : `U+${found.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Replaces the decimal digits of all scripts by 0 to 9, e.g. those of Arabic, Devanagari or full-width forms. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    // Unicode has the ten digits of a script in sequence, without a gap between two sequences that touch.
    let offset = 0;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(code - offset - 1))) offset++;
    return String(offset % 10);
  });
}
