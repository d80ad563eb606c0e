import type { Context, ResourceType, Values } from "../resource";

/** A type that the emulator lacks. */
export interface RecordOnly extends Pick<ResourceType, "token" | "properties" | "identity"> {
  /** The id, from the inputs alone. */
  id: (inputs: Values, context: Context) => string;
  /** Outputs beside the inputs, from these alone. Default: none. */
  outputs?: (inputs: Values, context: Context) => Values;
}

const kept = new Set<string>();

/** Tokens of the types that are kept as records only. */
export const recordOnlyTokens = (): readonly string[] => [...kept].sort();

/**
 * A resource that exists in the state only, because the emulator lacks it. Creating one shows a warning and makes no
 * call. A refresh returns the last inputs; an import finds nothing.
 */
export function recordOnly({ token, properties, identity = [], id, outputs }: RecordOnly): ResourceType {
  kept.add(token);
  const state = (inputs: Values, context: Context) => ({
    id: id(inputs, context),
    inputs,
    outputs: outputs?.(inputs, context) ?? {},
  });
  return {
    token,
    properties,
    identity,
    stable: [],
    notFound: [],
    create(inputs, context) {
      context.warn(`the local cloud keeps ${token} as a record only: it has no effect there`);
      return Promise.resolve(state(inputs, context));
    },
    read: (_id, context, last) => Promise.resolve(last === undefined ? undefined : state(last, context)),
    update: (_id, _old, next, _changed, context) => Promise.resolve(state(next, context)),
    delete: () => Promise.resolve(),
    // Nothing was created.
    locate: () => Promise.resolve(undefined),
  };
}
