/**
 * What a rule sees in place of a value that the engine does not know yet: during a preview, whatever depends on an
 * output of a resource that is still to be made.
 */
export const UNKNOWN: unique symbol = Symbol("not known at preview");

/** A resource property as a rule sees it: plain data, secrets unwrapped, unknowns as {@link UNKNOWN}. */
export type Plain = string | number | boolean | null | typeof UNKNOWN | readonly Plain[] | PlainObject;

/** An object of {@link Plain} values. */
export interface PlainObject {
  readonly [key: string]: Plain;
}

/** Whether a value is an object, and neither an array nor null. */
export function isPlainObject(value: Plain | undefined): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list. */
export function isPlainArray(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

/** Whether {@link UNKNOWN} is the value or stands anywhere inside it. */
export function hasUnknown(value: Plain): boolean {
  if (value === UNKNOWN) return true;
  if (isPlainArray(value)) return value.some(hasUnknown);
  return isPlainObject(value) && Object.values(value).some(hasUnknown);
}

/** The value at a path of property names; `undefined` where there is none, {@link UNKNOWN} where the way is not known. */
export function at(value: Plain | undefined, ...path: readonly string[]): Plain | undefined {
  let here = value;
  for (const step of path) {
    if (here === UNKNOWN) return UNKNOWN;
    // AWS's provider takes a block that may occur once as an object, and some of them as a list of one.
    if (isPlainArray(here)) here = here[0];
    here = isPlainObject(here) ? here[step] : undefined;
  }
  return here;
}

/** A value as a list: a list itself, one thing as a list of one, nothing as an empty one. */
export function listOf(value: Plain | undefined): readonly Plain[] {
  if (value === undefined || value === null) return [];
  return isPlainArray(value) ? value : [value];
}

/** A document that a property holds as JSON text or as an object; `undefined` where it is neither. */
export function jsonOf(value: Plain | undefined): Plain | undefined {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Plain;
  } catch {
    return undefined;
  }
}

/** A value as text, for messages and comparisons: objects as JSON, nothing as an empty text. */
export function show(value: Plain | undefined): string {
  if (value === undefined || value === null) return "";
  if (value === UNKNOWN) return "(not known)";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
