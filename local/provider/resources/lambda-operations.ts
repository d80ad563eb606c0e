import type { ResourceType, State, Value } from "../resource";
import { compact } from "./shared";

/** The operations of a resource type, without its description. */
export type Operations = Pick<ResourceType, "create" | "read" | "update" | "delete" | "locate">;

/** Operations that are loaded, with the SDK behind them, when the first is called: a preview calls none. */
export function lazily(load: () => Operations): Operations {
  return {
    create: async (...args) => load().create(...args),
    read: async (...args) => load().read(...args),
    update: async (...args) => load().update(...args),
    delete: async (...args) => load().delete(...args),
    locate: async (...args) => load().locate(...args),
  };
}

/** The state of a resource from what its service tells. Services tell empty strings, lists and maps for nothing. */
export function described(
  id: string,
  inputs: Record<string, Value | undefined>,
  outputs: Record<string, Value | undefined>,
): State {
  const told = Object.entries(compact(inputs)).filter(([, value]) => !isNothing(value));
  return { id, inputs: Object.fromEntries(told), outputs: compact(outputs) };
}

function isNothing(value: Value): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
