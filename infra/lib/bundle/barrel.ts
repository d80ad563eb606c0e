import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";

import type { Plugin } from "esbuild";

/** Namespace of the indexes that were cut; their path is that of the original. */
export const BARREL = "barrel";

/**
 * Spares esbuild from parsing hundreds of modules that it would drop again: where one of our sources imports a client
 * of the AWS SDK, it gets an index without the commands it does not name. The bundle stays the same.
 */
export function cutIndexes(): Plugin {
  return {
    name: "cut-indexes",
    setup(build) {
      build.onResolve({ filter: /^@aws-sdk\/client-[\w-]+$/ }, async (args) => {
        const { kind, importer, resolveDir, path: client } = args;
        const isOurs = kind === "import-statement" && !/[\\/]node_modules[\\/]/.test(importer);
        if (!isOurs || args.pluginData === BARREL) return undefined;
        const names = importedNames(readFileSync(importer, "utf8"), client);
        if (names === undefined) return undefined;
        const found = await build.resolve(client, { kind, importer, resolveDir, pluginData: BARREL });
        if (found.errors.length > 0 || path.basename(found.path) !== "index.js") return found;
        return {
          path: found.path,
          namespace: BARREL,
          suffix: `?${names.join()}`,
          pluginData: names,
          sideEffects: false,
        };
      });
      build.onLoad({ filter: /.*/, namespace: BARREL }, ({ path: index, pluginData }) => ({
        contents: cut(index, pluginData as string[]),
        resolveDir: path.dirname(index),
      }));
    },
  };
}

/** What a source imports from a package, sorted; `undefined` where it does so in another way than by name. */
export function importedNames(source: string, from: string): string[] | undefined {
  const imports = [...source.matchAll(/\bimport\s+(?:type\s+)?\{([^}]*)\}\s*from\s*(["'])([^"']+)\2/g)]
    .filter(([, , , specifier]) => specifier === from)
    .map(([, list = ""]) => list);
  const mentions = source.split(/["'`]/).filter((text) => text === from).length;
  if (imports.length !== mentions) return undefined;
  const names = imports
    .flatMap((list) => list.replace(/\/\/.*|\/\*[^]*?\*\//g, "").split(","))
    .map((item) =>
      item
        .trim()
        .replace(/^type\s+/, "")
        .replace(/\s+as\s+[^]*$/, ""),
    );
  return [...new Set(names.filter((name) => name !== ""))].sort();
}

/** A client's index without the commands and paginators that are not among the names. Unknown lines stay. */
function cut(index: string, names: readonly string[]): string {
  const folder = path.dirname(index);
  const lines = readFileSync(index, "utf8").split("\n");
  return lines
    .flatMap((line) => {
      const module = /^export \* from "\.\/(\w+)";$/.exec(line)?.[1];
      if (module === "commands")
        return reexports(
          names.filter((name) => existsSync(path.join(folder, module, `${name}.js`))),
          module,
        );
      if (module === "pagination" || module === "waiters")
        return names.some((name) => /^(?:paginate|wait)/.test(name)) ? [line] : [];
      // The client that has a method for each command, and so imports them all.
      const hasAll =
        module !== undefined &&
        !module.endsWith("Client") &&
        existsSync(path.join(folder, `${module}Client.js`));
      return hasAll && !names.includes(module) ? [] : [line];
    })
    .join("\n");
}

function reexports(names: readonly string[], folder: string): string[] {
  return names.map((name) => `export * from "./${folder}/${name}";`);
}
