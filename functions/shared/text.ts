/**
 * A character that cannot be seen and changes what is: one that turns the direction of the text around it (U+202A to
 * U+202E, U+2066 to U+2069), one that is there to part or join without a trace, a letter of a tag that belongs to no
 * flag, half of a character. With these a name can look like another's, or a link in a bio like one to elsewhere.
 *
 * Not among them: the joiners U+200C and U+200D, which Persian, the scripts of India and emoji need; the marks U+200E,
 * U+200F and U+061C, which move nothing but punctuation; variation selectors, which choose the form of a Han character.
 */
const HIDDEN =
  /[\u00AD\u200B\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{1D173}-\u{1D17A}\u{E0001}\p{Cs}]|(?<!\u{1F3F4}[\u{E0020}-\u{E007E}]*)[\u{E0020}-\u{E007F}]/u;

/** The first character of a text that is hidden, as `U+202E`; none: all is well. */
export function hiddenCharacter(text: string): string | undefined {
  const found = HIDDEN.exec(text)?.[0].codePointAt(0);
  return found === undefined ? undefined : `U+${found.toString(16).toUpperCase().padStart(4, "0")}`;
}
