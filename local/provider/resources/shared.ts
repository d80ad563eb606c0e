import { setTimeout as pause } from "node:timers/promises";
import { PartialFailure, type Property, type State, type Value, type Values } from "../resource";

/** A string property; `undefined` when absent. */
export function text(inputs: Values, name: string): string | undefined {
  const value = inputs[name];
  return value === undefined || value === null ? undefined : stringOf(value);
}

const stringOf = (value: Value): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

/** A string property that the check made sure of, or that a name was generated for. */
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

/** The values that are there: what a service does not tell is left out. */
export function compact(values: Record<string, Value | undefined>): Values {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}

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

/** Whether any of these properties changed. */
export function touches(changed: ReadonlySet<string>, ...names: string[]): boolean {
  return names.some((name) => changed.has(name));
}

/**
 * Finishes a resource that exists: runs the remaining steps, then reads it. When a step fails, what is there by then is
 * reported, so that the state stays true and the next `up` goes on from it.
 */
export async function finish(
  read: () => Promise<State | undefined>,
  ...steps: (() => Promise<unknown> | undefined)[]
): Promise<State> {
  let failure: Error | undefined;
  try {
    for (const step of steps) await step();
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  const state = await read();
  if (state === undefined) throw failure ?? new Error("it was gone as soon as it was made");
  if (failure === undefined) return state;
  throw new PartialFailure(state, [`${failure.name}: ${failure.message}`]);
}

/**
 * Asks again until the answer is yes.
 * @throws when the engine cancels or the time that the program allows is over.
 */
export async function until(signal: AbortSignal, done: () => Promise<boolean>): Promise<void> {
  for (let delay = 25; !(await done()); delay = Math.min(delay * 2, 1000)) {
    await pause(delay, undefined, { signal });
  }
}

/** The value, or `undefined` when the service says that the thing does not exist. */
export async function found<T>(notFound: readonly string[], ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && notFound.includes(error.name)) return undefined;
    throw error;
  }
}
