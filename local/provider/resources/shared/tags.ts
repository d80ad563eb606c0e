import type { Property, Values } from "../resource";
import { record } from "./inputs";

/** Tags, as every taggable type has them. */
export const tags: Property = {};

/** Tags as most services take them. */
export function tagList(inputs: Values): { Key: string; Value: string }[] {
  return Object.entries(record(inputs, "tags")).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags as a property, from a service's list or object. Those of AWS itself are no one's to manage. */
export function tagRecord(
  told:
    readonly { Key?: string | undefined; Value?: string | undefined }[] | Record<string, string> | undefined,
): Record<string, string> {
  const entries = Array.isArray(told)
    ? told.map(({ Key = "", Value = "" }: { Key?: string; Value?: string }) => [Key, Value] as const)
    : Object.entries((told ?? {}) as Record<string, string>);
  return Object.fromEntries(
    entries.filter(([key]) => !key.startsWith("aws:")).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** What to remove and what to set to get from one set of tags to another. */
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
