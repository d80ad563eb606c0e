import type { Values } from "../resource";
import { text } from "./inputs";

/** How a property is called among a service's string attributes, and how it reads back. */
export interface Attribute {
  name: string;
  kind?: "number" | "flag";
  /** What to send when the property is absent again. Default: an empty string. */
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

/** The attributes that bring a resource to these inputs. */
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

/** The inputs that a service's attributes tell; an empty string is an absent value. */
export function fromAttributes(table: Attributes, told: Record<string, string>): Values {
  const inputs: Values = {};
  for (const [property, { name, kind }] of Object.entries(table)) {
    const value = told[name];
    if (value === undefined || value === "") continue;
    inputs[property] = kind === "number" ? Number(value) : kind === "flag" ? value === "true" : value;
  }
  return inputs;
}
