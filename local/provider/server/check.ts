import { createHash, randomBytes } from "node:crypto";
import { fileOf, propertyOf } from "../resources/registry";
import type { Property, ResourceType } from "../resources/resource";
import {
  hasSecret,
  hasUnknown,
  isInternal,
  isObject,
  plain,
  plainProperties,
  Secret,
  Unknown,
  type Properties,
  type PropertyValue,
} from "../properties/values";

/** A mistake in the program, at a property or (empty) at the resource. */
export interface Failure {
  property: string;
  reason: string;
}

/** What a check needs besides the inputs. */
export interface CheckContext {
  /** Name of the resource in the program. */
  name: string;
  /** Inputs of the last deployment, when there was one. */
  olds(): Properties | undefined;
  /** Makes generated names repeatable; random without it. */
  randomSeed?: Uint8Array;
  /** The stack's autonaming setting: a proposed name, or no generated names at all. */
  autonaming?: { proposedName: string } | "disabled";
  /** Tags that every resource with `tags` gets, unless it has that tag itself. */
  defaultTags: Record<string, string>;
}

/** Completes inputs (names, tags, secret marks) and finds mistakes. */
export function checkInputs(
  type: ResourceType,
  news: Properties,
  context: CheckContext,
): { inputs: Properties; failures: Failure[] } {
  const failures: Failure[] = [];
  const inputs: Properties = {};
  for (const [name, value] of Object.entries(news)) {
    if (isInternal(name)) continue;
    const property = propertyOf(type, name);
    if (property === undefined) failures.push(unservedProperty(type, name, name));
    else {
      checkNested(type, name, value, property, failures);
      inputs[name] = completed(value, property);
    }
  }
  failures.push(...nameOf(type, inputs, context));
  for (const [name, property] of Object.entries(type.properties)) {
    if (property.required && inputs[name] === undefined) {
      failures.push({ property: name, reason: "is required but missing" });
    }
  }
  if ("tags" in type.properties) addDefaultTags(inputs, context.defaultTags);
  if (failures.length === 0 && type.check !== undefined) {
    failures.push(...type.check(plainProperties(inputs)).map((reason) => ({ property: "", reason })));
  }
  return { inputs, failures };
}

function unservedProperty(type: ResourceType, name: string, property: string): Failure {
  return {
    property,
    reason: `the local cloud does not serve "${name}" of ${type.token} yet; add it to ${fileOf(type.token)}`,
  };
}

function checkNested(
  type: ResourceType,
  path: string,
  value: PropertyValue,
  property: Property,
  failures: Failure[],
): void {
  if (value instanceof Secret) return checkNested(type, path, value.value, property, failures);
  const { of } = property;
  if (of === undefined) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => checkNested(type, `${path}[${index}]`, item, { of }, failures));
  }
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (isInternal(key)) continue;
    const nested = of[key];
    const at = `${path}.${key}`;
    if (nested === undefined) failures.push(unservedProperty(type, at, at));
    else checkNested(type, at, item, nested, failures);
  }
  for (const [key, nested] of Object.entries(of)) {
    if (nested.required && !(key in value)) {
      failures.push({ property: `${path}.${key}`, reason: "is required but missing" });
    }
  }
}

/** A document given as an object becomes JSON; a property that is always secret gets its mark. */
function completed(value: PropertyValue, property: Property): PropertyValue {
  const text = property.json ? documentText(value) : value;
  return property.secret && !hasSecret(text) ? new Secret(text) : text;
}

function documentText(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return new Secret(documentText(value.value));
  if (value === null || typeof value !== "object") return value;
  const text = hasUnknown(value) ? Unknown : JSON.stringify(plain(value));
  return hasSecret(value) ? new Secret(text) : text;
}

function nameOf(type: ResourceType, inputs: Properties, context: CheckContext): Failure[] {
  for (const [key, { autoname }] of Object.entries(type.properties)) {
    if (autoname === undefined || inputs[key] !== undefined) continue;
    const prefix = inputs[`${key}Prefix`];
    if (prefix !== undefined && typeof prefix !== "string") continue;
    if (context.autonaming === "disabled" && prefix === undefined) {
      return [{ property: key, reason: "is missing, and the stack's settings turn generated names off" }];
    }
    inputs[key] = context.olds()?.[key] ?? affixed(generatedName(prefix, context), autoname, inputs);
    inputs["__defaults"] = [key];
  }
  return [];
}

function affixed(name: string, affix: NonNullable<Property["autoname"]>, inputs: Properties): string {
  if (affix === true) return name;
  if ("prefix" in affix) return name.startsWith(affix.prefix) ? name : `${affix.prefix}${name}`;
  return inputs[affix.when] === true ? `${name}${affix.suffix}` : name;
}

function generatedName(prefix: string | undefined, { name, randomSeed, autonaming }: CheckContext): string {
  if (prefix === undefined && typeof autonaming === "object") return autonaming.proposedName;
  const start = prefix ?? `${name}-`;
  const random =
    randomSeed === undefined || randomSeed.length === 0
      ? randomBytes(4)
      : createHash("sha256").update(randomSeed).update(start).digest();
  return `${start}${random.toString("hex").slice(0, 7)}`;
}

function addDefaultTags(inputs: Properties, defaultTags: Record<string, string>): void {
  if (Object.keys(defaultTags).length === 0) return;
  const tags = inputs["tags"];
  const own = tags instanceof Secret ? tags.value : tags;
  if (own !== undefined && !isObject(own)) return;
  const merged = { ...defaultTags, ...own };
  inputs["tags"] = tags instanceof Secret ? new Secret(merged) : merged;
}
