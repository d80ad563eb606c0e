import type { Values } from "../resource";
import { text } from "./inputs";

/** The name of a property among a service's string attributes, and its type. */
export interface Attribute {
  name: string;
  kind?: "number" | "flag";
  /** What to send when the property is removed. Default: an empty string. */
  reset?: string;
}

/** Properties by name, for services (SNS, SQS) that keep settings as strings by name. */
export type Attributes = Record<string, Attribute>;

/** The attributes that these inputs set. */
export function toAttributes(table: Attributes, inputs: Values): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [property, { name }] of Object.entries(table)) {
    const value = text(inputs, property);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

/** The attributes to set for the changed properties. */
export function changedAttributes(
  table: Attributes,
  next: Values,
  changed: ReadonlySet<string>,
): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [property, { name, reset }] of Object.entries(table)) {
    if (changed.has(property)) attributes[name] = text(next, property) ?? reset ?? "";
  }
  return attributes;
}

/** The inputs in a service's attributes; an empty string is an absent value. */
export function fromAttributes(table: Attributes, response: Record<string, string>): Values {
  const inputs: Values = {};
  for (const [property, { name, kind }] of Object.entries(table)) {
    const value = response[name];
    if (value === undefined || value === "") continue;
    inputs[property] = kind === "number" ? Number(value) : kind === "flag" ? value === "true" : value;
  }
  return inputs;
}
