import { canonical, free, same } from "../properties/canonical";
import { propertyOf } from "../resources/registry";
import type { Property, ResourceType } from "../resources/resource";
import {
  hasUnknown,
  isInternal,
  isObject,
  plain,
  Secret,
  type Properties,
  type PropertyValue,
} from "../properties/values";

/** How one property path changes. */
export type Change = "add" | "delete" | "update";

/** What a step would change. */
export interface Difference {
  /** Changes by path, e.g. `tags.owner` or `attributes[1].type`; `replace` where the resource must be replaced. */
  paths: Map<string, { change: Change; replace: boolean }>;
  /** Top-level properties that change. */
  changed: Set<string>;
  /** Those of them that replace the resource. */
  replaces: Set<string>;
  /** Whether a replacement has the name of its predecessor, which must therefore be deleted first. */
  deleteBeforeReplace: boolean;
}

/**
 * Compares inputs as the service would.
 * @param ignore top-level properties to ignore. @param region of the stack.
 */
export function difference(
  type: ResourceType,
  old: Properties,
  next: Properties,
  ignore: ReadonlySet<string> = new Set(),
  region?: string,
): Difference {
  const result: Difference = {
    paths: new Map(),
    changed: new Set(),
    replaces: new Set(),
    deleteBeforeReplace: false,
  };
  for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
    if (isInternal(name) || ignore.has(name)) continue;
    const property = propertyOf(type, name, region) ?? free;
    const before = result.paths.size;
    compare(name, old[name], next[name], property, false, result.paths);
    if (result.paths.size === before) continue;
    result.changed.add(name);
    const own = [...result.paths].slice(before);
    if (own.some(([, { replace }]) => replace)) result.replaces.add(name);
  }
  result.deleteBeforeReplace = result.replaces.size > 0 && keepsIdentity(type, old, next);
  return result;
}

function keepsIdentity(type: ResourceType, old: Properties, next: Properties): boolean {
  const identity = type.identity ?? ("name" in type.properties ? ["name"] : []);
  const defaults = next["__defaults"];
  const autonamed = Array.isArray(defaults) ? defaults : [];
  // A replacement gets a new generated name.
  if (identity.length === 0 || identity.some((name) => autonamed.includes(name))) return false;
  return identity.every((name) => same(old[name], next[name], type.properties[name] ?? free));
}

function compare(
  path: string,
  old: PropertyValue | undefined,
  next: PropertyValue | undefined,
  property: Property,
  inherited: boolean,
  paths: Difference["paths"],
): void {
  const oldText = canonical(old, property);
  const nextText = canonical(next, property);
  if (oldText === nextText) return;
  const replace = inherited || replaces(property, old, next);
  if (oldText === undefined) paths.set(path, { change: "add", replace });
  else if (nextText === undefined) paths.set(path, { change: "delete", replace });
  else {
    const [from, to] = [revealed(old), revealed(next)];
    if (Array.isArray(from) && Array.isArray(to)) compareLists(path, from, to, property, replace, paths);
    else if (isObject(from) && isObject(to)) compareObjects(path, from, to, property, replace, paths);
    else paths.set(path, { change: "update", replace });
  }
}

function compareObjects(
  path: string,
  old: Properties,
  next: Properties,
  property: Property,
  replace: boolean,
  paths: Difference["paths"],
): void {
  for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
    const at = /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
    compare(at, old[key], next[key], property.of?.[key] ?? free, replace, paths);
  }
}

function compareLists(
  path: string,
  old: PropertyValue[],
  next: PropertyValue[],
  property: Property,
  replace: boolean,
  paths: Difference["paths"],
): void {
  const element: Property = property.of === undefined ? free : { of: property.of };
  if (!property.set) {
    for (let index = 0; index < Math.max(old.length, next.length); index += 1) {
      compare(`${path}[${index}]`, old[index], next[index], element, replace, paths);
    }
    return;
  }
  const [gone, come] = [unmatched(old, next, element), unmatched(next, old, element)];
  for (const index of come) {
    paths.set(`${path}[${index}]`, { change: gone.has(index) ? "update" : "add", replace });
  }
  for (const index of gone) {
    if (!come.has(index)) paths.set(`${path}[${index}]`, { change: "delete", replace });
  }
  // Empty and repeated elements have no path of their own.
  if (gone.size + come.size === 0) paths.set(path, { change: "update", replace });
}

/** Indexes of the elements that the other set lacks. */
function unmatched(elements: PropertyValue[], others: PropertyValue[], element: Property): Set<number> {
  const known = new Set(others.map((other) => canonical(other, element)));
  return new Set(elements.flatMap((item, index) => (known.has(canonical(item, element)) ? [] : [index])));
}

function replaces(
  property: Property,
  old: PropertyValue | undefined,
  next: PropertyValue | undefined,
): boolean {
  if (typeof property.replace !== "function") return property.replace === true;
  if (hasUnknown(old) || hasUnknown(next)) return false;
  return property.replace(
    old === undefined ? undefined : plain(old),
    next === undefined ? undefined : plain(next),
  );
}

const revealed = (value: PropertyValue | undefined): PropertyValue | undefined =>
  value instanceof Secret ? revealed(value.value) : value;
