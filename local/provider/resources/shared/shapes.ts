import type { Property, Value, Values } from "../resource";

/** A property, and its form in the service's API. */
export interface Field extends Property {
  /** Its name in the API, or a path such as `A.B`. Default: its own name, capitalized. */
  as?: string;
  /** The API has the list as `{ Quantity, Items }`. */
  counted?: true;
  /** Text in the program, a date in the API. */
  date?: true;
  /** A number in the program, text in the API. */
  numeral?: true;
  of?: Shape;
}

/** Properties by name, for services whose API has the same structure with other names. */
export type Shape = Record<string, Field>;

/** The API request with the properties of a shape; absent ones are left out. */
export function toApi(values: Values, shape: Shape): object {
  const request: ApiObject = {};
  for (const [name, field] of Object.entries(shape)) {
    const value = values[name];
    if (value === undefined || value === null) continue;
    const [last = "", ...path] = apiPath(name, field).reverse();
    const holder = path.reduceRight((at, step) => (at[step] ??= {}) as ApiObject, request);
    holder[last] = apiValue(value, field);
  }
  return request;
}

/** The properties of a shape in an API response; absent ones are left out. */
export function fromApi(response: object | undefined, shape: Shape): Values {
  const values: Values = {};
  for (const [name, field] of Object.entries(shape)) {
    const value = apiPath(name, field).reduce<unknown>(
      (at, step) => (at as ApiObject | undefined)?.[step],
      response,
    );
    const property = value === undefined || value === null ? undefined : propertyValue(value, field);
    if (property !== undefined) values[name] = property;
  }
  return values;
}

type ApiObject = Record<string, unknown>;

const apiPath = (name: string, { as }: Field): string[] =>
  (as ?? name.charAt(0).toUpperCase() + name.slice(1)).split(".");

function apiValue(value: Value, field: Field): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => apiValue(item, elementOf(field)));
    return field.counted ? { Quantity: items.length, Items: items } : items;
  }
  if (field.date && typeof value === "string") return new Date(value);
  if (field.numeral && typeof value === "number") return String(value);
  return field.of === undefined ? value : toApi(value as Values, field.of);
}

function propertyValue(value: unknown, field: Field): Value | undefined {
  if (field.counted) return listOf((value as { Items?: unknown[] }).Items ?? [], field);
  if (Array.isArray(value)) return listOf(value, field);
  if (value instanceof Date) return value.toISOString().replace(".000Z", "Z");
  if (field.numeral) return value === "" ? undefined : Number(value);
  return field.of === undefined ? (value as Value) : fromApi(value as object, field.of);
}

function listOf(items: unknown[], field: Field): Value {
  return items.map((item) => propertyValue(item, elementOf(field))).filter((item) => item !== undefined);
}

const elementOf = ({ of }: Field): Field => (of === undefined ? {} : { of });
