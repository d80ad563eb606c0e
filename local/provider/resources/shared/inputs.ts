import type { Property, Value, Values } from "../resource";

/** A string property; `undefined` when absent. */
export function text(inputs: Values, name: string): string | undefined {
  const value = inputs[name];
  return value === undefined || value === null ? undefined : stringOf(value);
}

const stringOf = (value: Value): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

/** A required or generated string property. */
export function needed(inputs: Values, name: string): string {
  return text(inputs, name) ?? "";
}

/** A number property; `undefined` when absent. */
export function number(inputs: Values, name: string): number | undefined {
  const value = inputs[name];
  return value === undefined || value === null ? undefined : Number(value);
}

/** A boolean property; `undefined` when absent. */
export function flag(inputs: Values, name: string): boolean | undefined {
  const value = inputs[name];
  return value === undefined || value === null ? undefined : value === true || value === "true";
}

/** A list of strings; empty when absent. */
export function strings(inputs: Values, name: string): string[] {
  const value = inputs[name];
  return Array.isArray(value) ? value.map(stringOf) : [];
}

/** A list of objects; empty when absent. */
export function objects(inputs: Values, name: string): Values[] {
  const value = inputs[name];
  return Array.isArray(value) ? value.map(objectOf) : [];
}

/** An object; empty when absent. */
export function object(inputs: Values, name: string): Values {
  return objectOf(inputs[name]);
}

function objectOf(value: Value | undefined): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};
}

/** An object of strings, as tags and dimensions are; empty when absent. */
export function record(inputs: Values, name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object(inputs, name)).map(([key, value]) => [key, stringOf(value)]),
  );
}

/** Leaves out undefined values. */
export function compact(values: Record<string, Value | undefined>): Values {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}

/** A property that must be present. */
export const required: Property = { required: true };

/** A property that must be present and whose change replaces the resource. */
export const replaced: Property = { required: true, replace: true };
