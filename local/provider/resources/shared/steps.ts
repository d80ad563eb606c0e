import { setTimeout as pause } from "node:timers/promises";
import { PartialFailure, type State, type Value } from "../resource";
import { compact } from "./inputs";

/** Whether any of these properties changed. */
export function touches(changed: ReadonlySet<string>, ...names: string[]): boolean {
  return names.some((name) => changed.has(name));
}

/**
 * Completes a resource that exists: runs the remaining steps, then reads it. When a step fails, the resource is recorded
 * as it is, and the next `up` continues from there.
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
  if (state === undefined) throw failure ?? new Error("it disappeared right after it was created");
  if (failure === undefined) return state;
  throw new PartialFailure(state, [`${failure.name}: ${failure.message}`]);
}

/**
 * Polls until `done` returns true.
 * @throws when the engine cancels or the resource's timeout is over.
 */
export async function until(signal: AbortSignal, done: () => Promise<boolean>): Promise<void> {
  for (let delay = 25; !(await done()); delay = Math.min(delay * 2, 1000)) {
    await pause(delay, undefined, { signal });
  }
}

/** The response, or `undefined` when the service reports that the resource does not exist. */
export async function found<T>(notFound: readonly string[], ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && notFound.includes(error.name)) return undefined;
    throw error;
  }
}

/** A resource's state from its service's response, in which empty strings, lists and maps mean absent values. */
export function described(
  id: string,
  inputs: Record<string, Value | undefined>,
  outputs: Record<string, Value | undefined>,
): State {
  const response = Object.entries(compact(inputs)).filter(([, value]) => !isNothing(value));
  return { id, inputs: Object.fromEntries(response), outputs: compact(outputs) };
}

function isNothing(value: Value): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
