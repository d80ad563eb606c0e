import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";

import type { BuildOptions } from "esbuild";

/** The file of an entry inside the zip; its handler is `<file without .js>.handler`. */
export function fileOf(entry: string): string {
  return `functions/${entry}.js`;
}

/**
 * How handlers are bundled. What comes out hangs on the sources alone: no paths, no time, no other entry.
 * There is no source map in a bundle, as it would be larger than the code; since bundles are reproducible, one can be
 * made afterwards from the same commit. Names are not kept either: that costs 7 % of the size.
 */
export function buildOptions(root: string, entries: readonly string[]) {
  const tsconfig = path.join(root, "tsconfig.json");
  return {
    absWorkingDir: root,
    entryPoints: entries.map((entry) => ({
      in: `./functions/${entry}.ts`,
      out: fileOf(entry).slice(0, -".js".length),
    })),
    outdir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    minify: true,
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
    // As text, so that no other file can have a say through `extends`.
    tsconfigRaw: existsSync(tsconfig) ? readFileSync(tsconfig, "utf8") : "{}",
    // Not from NODE_PATH.
    nodePaths: [],
  } as const satisfies BuildOptions;
}
