import * as fs from "node:fs";
import * as path from "node:path";

import { background } from "../../functions/background";
import { routes } from "../../functions/routes";
import { bundleHandlers, type Bundle } from "./bundle";

let bundles: Map<string, Bundle> | undefined;

/** All entries under `functions/` that are deployed: those that routes name, and those that work behind them. */
export function handlerEntries(): string[] {
  return [...new Set([...Object.values(routes).map((route) => route.function), ...background])].sort();
}

/**
 * The bundle of one entry. The first call bundles all of them in one pass: cheaper than one at a time.
 * @throws Error when the entry is none of {@link handlerEntries}.
 */
export function handlerBundle(entry: string): Bundle {
  bundles ??= bundleHandlers(handlerEntries());
  const bundle = bundles.get(entry);
  if (bundle === undefined)
    throw new Error(`functions/${entry}.ts is neither in functions/routes.ts nor in functions/background.ts`);
  return bundle;
}

/** Writes a bundle below `dist/`, unless it is there already. @returns the file's path. */
export function bundleFile({ file, code }: Bundle): string {
  const target = path.resolve(__dirname, "..", "..", "dist", file);
  if (fs.existsSync(target) && fs.readFileSync(target).equals(code)) return target;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  // Another run of the program may read it at this moment.
  const fresh = `${target}.${String(process.pid)}`;
  fs.writeFileSync(fresh, code);
  fs.renameSync(fresh, target);
  return target;
}
