/** For the loader of client settings: environment, then default. There are no `~/.aws` files in Lambda. */
interface Selectors<T> {
  environmentVariableSelector: (env: NodeJS.ProcessEnv, options?: object) => T | undefined;
  default: T | (() => Promise<T>);
}

/** Reads a setting once, when it is first asked for. As in the original, a variable that cannot be read counts as unset. */
export function loadConfig<T>(selectors: Selectors<T>, options?: object): () => Promise<T> {
  let value: Promise<T> | undefined;
  return () => {
    value ??= load(selectors, options).catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
}

async function load<T>(selectors: Selectors<T>, options?: object): Promise<T> {
  let value: T | undefined;
  try {
    value = selectors.environmentVariableSelector(process.env, options);
  } catch {
    // falls through to the default
  }
  if (value !== undefined) return value;
  const fallback = selectors.default;
  return typeof fallback === "function" ? (fallback as () => Promise<T>)() : fallback;
}
