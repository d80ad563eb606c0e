import { Archive, Asset } from "./plain";
import type { Property } from "./property";
import { isObject, Secret, UnknownValue, type PropertyValue } from "./values";

/** A property without a description: tags, content without {@link Property.of}. */
export const free: Property = {};

let unknowns = 0;

/**
 * A canonical text: equal for values that the service treats as equal, `undefined` for values that equal an absent one
 * (an empty list, a default). Ignores secret marks. An unknown value equals nothing, not even itself.
 */
export function canonical(value: PropertyValue | undefined, property: Property): string | undefined {
  const text = canonicalText(value, property);
  if (text === undefined || property.default === undefined) return text;
  return text === canonicalText(property.default, property) ? undefined : text;
}

/** Whether the service treats both values as equal. */
export function same(
  a: PropertyValue | undefined,
  b: PropertyValue | undefined,
  property: Property,
): boolean {
  return canonical(a, property) === canonical(b, property);
}

function canonicalText(value: PropertyValue | undefined, property: Property): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Secret) return canonicalText(value.value, property);
  if (value instanceof UnknownValue) return `unknown#${(unknowns += 1)}`;
  if (value instanceof Asset || value instanceof Archive) return `file:${value.hash}`;
  if (typeof value === "string") return property.json ? canonicalJson(value) : JSON.stringify(value);
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) {
    const element: Property = property.of === undefined ? free : { of: property.of };
    const items = value.map((item) => canonicalText(item, element) ?? "{}");
    if (items.length === 0) return undefined;
    return `[${(property.set ? items.sort() : items).join(",")}]`;
  }
  const fields = Object.keys(value)
    .sort()
    .map((key) => [key, canonical(value[key], property.of?.[key] ?? free)] as const)
    .filter(([, text]) => text !== undefined);
  return fields.length === 0 && !property.marker
    ? undefined
    : `{${fields.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
}

/** Normalizes spacing and the order of keys; in an IAM policy also the order and form of lists. */
function canonicalJson(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  try {
    const document: unknown = JSON.parse(text);
    return sortedJson(document, isRecord(document) && "Statement" in document);
  } catch {
    return JSON.stringify(text);
  }
}

function sortedJson(value: unknown, policy: boolean): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => sortedJson(item, policy));
    if (!policy) return `[${items.join(",")}]`;
    return items.length === 1 ? (items[0] ?? "") : `[${items.sort().join(",")}]`;
  }
  if (!isRecord(value)) return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${sortedJson(value[key], policy)}`)
    .join(",")}}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value without nested parts that equal absent ones, as a program would write it. */
export function pruned(value: PropertyValue, property: Property): PropertyValue {
  const { of } = property;
  if (of === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => pruned(item, { of }));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => of[key]?.required === true || canonical(item, of[key] ?? free) !== undefined)
      .map(([key, item]) => [key, pruned(item, of[key] ?? free)]),
  );
}
