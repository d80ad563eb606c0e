import type { Property, Values } from "../resource";
import { record } from "./inputs";

/** Tags. */
export const tags: Property = {};

/** Tags in the form that most services take. */
export function tagList(inputs: Values): { Key: string; Value: string }[] {
  return Object.entries(record(inputs, "tags")).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags as a property, from a service's list or object, without AWS's own (`aws:…`). */
export function tagRecord(
  response:
    readonly { Key?: string | undefined; Value?: string | undefined }[] | Record<string, string> | undefined,
): Record<string, string> {
  const entries = Array.isArray(response)
    ? response.map(({ Key = "", Value = "" }: { Key?: string; Value?: string }) => [Key, Value] as const)
    : Object.entries((response ?? {}) as Record<string, string>);
  return Object.fromEntries(
    entries.filter(([key]) => !key.startsWith("aws:")).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The tags to remove and to set for an update. */
export function tagChanges(
  old: Values,
  next: Values,
): { removed: string[]; set: { Key: string; Value: string }[] } {
  const [before, after] = [record(old, "tags"), record(next, "tags")];
  return {
    removed: Object.keys(before).filter((key) => !(key in after)),
    set: tagList(next).filter(({ Key, Value }) => before[Key] !== Value),
  };
}
