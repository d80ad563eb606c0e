import { routes } from "../../functions/routes";
import { bundleHandlers, type Bundle } from "./bundle";

let bundles: Map<string, Bundle> | undefined;

/** All entries under `functions/` that are deployed: one for each function that a route names. */
export function handlerEntries(): string[] {
  return [...new Set(Object.values(routes).map((route) => route.function))].sort();
}

/**
 * The bundle of one entry. The first call bundles all of them in one pass: cheaper than one at a time.
 * @throws Error when the entry is none of {@link handlerEntries}.
 */
export function handlerBundle(entry: string): Bundle {
  bundles ??= bundleHandlers(handlerEntries());
  const bundle = bundles.get(entry);
  if (bundle === undefined)
    throw new Error(`functions/${entry}.ts is not in the route table (functions/routes.ts)`);
  return bundle;
}
