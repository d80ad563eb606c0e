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

/**
 * Copies the properties that the policy SDK hands over into plain data.
 *
 * The SDK wraps them so that touching an unknown value throws, catches that throw outside of the rule, and reports
 * no more than "can't run during preview", advisory: a document that is not known would pass the gate. Hence each
 * access is guarded here, and the rule decides what an unknown means.
 */
export function toPlain(value: unknown): Plain {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, i) => read(value, i));
  return Object.fromEntries(Object.keys(value).map((key) => [key, read(value, key)]));
}

function read(holder: object, key: string | number): Plain {
  let value: unknown;
  try {
    value = Reflect.get(holder, key);
  } catch (error) {
    if (isUnknownValueError(error)) return UNKNOWN;
    throw error;
  }
  return toPlain(value);
}

// The class is not part of the SDK's public types; its marker field is what tells it from a defect of a rule.
function isUnknownValueError(error: unknown): boolean {
  return error instanceof Error && "unknownTypeSentinel" in error;
}
