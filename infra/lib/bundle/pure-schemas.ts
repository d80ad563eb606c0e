import { readFileSync } from "node:fs";

import type { Plugin } from "esbuild";

/**
 * Tells esbuild that making a schema has no effect, so that a bundle is without the schemas of other routes. zod says so
 * of its functions, but cannot say it of the method `check`; a mark before a chain of calls holds for all of it. Lines
 * stay as they are, so that errors name the right one.
 */
export function pureSchemas(): Plugin {
  return {
    name: "pure-schemas",
    setup(build) {
      build.onLoad({ filter: /[\\/]functions[\\/][\w-]+[\\/](?:routes|schemas)\.ts$/ }, ({ path }) => ({
        contents: markPure(readFileSync(path, "utf8")),
        loader: "ts",
      }));
    },
  };
}

/** A source in which each call of zod is marked, e.g. `z.string().check(…)`. Types such as `z.infer<…>` are no calls. */
export function markPure(source: string): string {
  const imports = /^import \* as z from "zod\/mini";$/m.test(source);
  return imports ? source.replace(/(?<![\w.])z\s*\.(?:\w+\.)*\w+\(/g, "/* @__PURE__ */ $&") : source;
}
