import * as path from "node:path";

import { BundleCache } from "./bundle/cache";
import { sha256 } from "./bundle/files";
import { fingerprint, sourcesIn } from "./bundle/fingerprint";
import { fileOf } from "./bundle/options";
import { runWorker } from "./bundle/run-worker";

export { BundleError } from "./bundle/run-worker";

/** The code of one handler with all it needs, as one file. */
export interface Bundle {
  /** File under `functions/`, without extension, e.g. `auth/register`. */
  entry: string;
  /** Path inside the zip, e.g. `functions/auth/register.js`; the handler is `functions/auth/register.handler`. */
  file: string;
  /** CommonJS for Node 24, minified. */
  code: Buffer;
  /** Size of the code. */
  bytes: number;
  /** SHA-256 of the code, hex. The same sources give the same, wherever and beside whatever they are built. */
  hash: string;
}

/** See {@link bundleHandlers}. */
export interface BundleOptions {
  /** Folder that holds `functions/`, `node_modules/` and `tsconfig.json`. Default: this checkout. */
  root?: string;
  /** Where bundles are kept between runs. Default: `$XDG_CACHE_HOME/sjc1990app/bundles`, else below `~/.cache`. */
  cache?: string;
}

/**
 * Bundles handlers, e.g. `auth/register` for `functions/auth/register.ts`, in one pass of esbuild. It blocks, since a
 * Pulumi program makes its resources while it blocks. What has not changed since the last run comes from the disk,
 * which takes a few milliseconds; nothing else of esbuild is loaded then.
 * @throws BundleError whose message gives `file:line:col: text` for each mistake in the sources.
 */
export function bundleHandlers(entries: readonly string[], options: BundleOptions = {}): Map<string, Bundle> {
  const root = path.resolve(options.root ?? path.join(__dirname, "..", ".."));
  const names = [...new Set(entries)].sort();
  const before = fingerprint(root, tool());
  const cache = new BundleCache(root, before, sourcesIn(path.join(root, "functions")), options.cache);
  const found = new Map<string, { code: Buffer; hash: string }>();
  for (const entry of names) {
    const cached = cache.find(entry);
    if (cached !== undefined) found.set(entry, cached);
  }
  const missing = names.filter((entry) => !found.has(entry));
  if (missing.length > 0) {
    const built = runWorker(root, missing).map(({ entry, code: text, inputs }) => {
      const code = Buffer.from(text);
      return { entry, code, hash: sha256(code), inputs };
    });
    for (const bundle of built) found.set(bundle.entry, bundle);
    // Else it is not known which of the two was in force.
    if (fingerprint(root, tool()) === before) cache.keep(built);
  }
  return new Map(
    [...found].sort().map(([entry, { code, hash }]) => {
      return [entry, { entry, file: fileOf(entry), code, bytes: code.length, hash }];
    }),
  );
}

/** What bundles: this code, and esbuild. */
function tool(): string[] {
  const esbuild = path.join(path.dirname(require.resolve("esbuild")), "..", "package.json");
  return [__filename, path.join(__dirname, "bundle"), esbuild];
}
