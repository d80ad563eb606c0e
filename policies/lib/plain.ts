/**
 * Replaces a value that is unknown at preview: one that depends on an output of a resource that does not exist yet.
 */
export const UNKNOWN: unique symbol = Symbol("not known at preview");

/** A resource property as plain data: secrets are unwrapped, unknown values are {@link UNKNOWN}. */
export type Plain = string | number | boolean | null | typeof UNKNOWN | readonly Plain[] | PlainObject;

/** An object of {@link Plain} values. */
export interface PlainObject {
  readonly [key: string]: Plain;
}

/** Whether a value is an object, not an array or null. */
export function isPlainObject(value: Plain | undefined): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list. */
export function isPlainArray(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

/** Whether a value is or contains {@link UNKNOWN}. */
export function hasUnknown(value: Plain): boolean {
  if (value === UNKNOWN) return true;
  if (isPlainArray(value)) return value.some(hasUnknown);
  return isPlainObject(value) && Object.values(value).some(hasUnknown);
}

/** The value at a path of properties; `undefined` if there is none, {@link UNKNOWN} if a part of the path is unknown. */
export function at(value: Plain | undefined, ...path: readonly string[]): Plain | undefined {
  let here = value;
  for (const step of path) {
    if (here === UNKNOWN) return UNKNOWN;
    // The AWS provider has some single blocks as a list of one.
    if (isPlainArray(here)) here = here[0];
    here = isPlainObject(here) ? here[step] : undefined;
  }
  return here;
}

/** A value as a list: a single value becomes a list of one, a missing value an empty list. */
export function listOf(value: Plain | undefined): readonly Plain[] {
  if (value === undefined || value === null) return [];
  return isPlainArray(value) ? value : [value];
}

/** A document in JSON or as an object; `undefined` if it is neither. */
export function jsonOf(value: Plain | undefined): Plain | undefined {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Plain;
  } catch {
    return undefined;
  }
}

/** A value as text: objects as JSON, a missing value as an empty string. */
export function show(value: Plain | undefined): string {
  if (value === undefined || value === null) return "";
  if (value === UNKNOWN) return "(unknown)";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
