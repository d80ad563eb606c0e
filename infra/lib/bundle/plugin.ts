import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";

import type { OnLoadResult, Plugin, PluginBuild } from "esbuild";

import { exportsOf } from "./exports";
import { regionalClients, replacements, type Replacement } from "./replacements";
import { callOfMissingMethod, rewrites } from "./rewrites";
import { MODELLED_ERROR, type Transform } from "./transforms";

const LITE = "lite";

/** Part of a path between two slashes. */
const ANY = "[^\\\\/]*";

/**
 * Makes bundles with the AWS SDK small: puts the modules of `lite/` in place of those in the table of replacements,
 * and rewrites generated modules so that unused schemas and errors fall out.
 * @param root the folder that holds `node_modules`.
 * @param liteFolder where the replacements are.
 */
export function smallSdk(root: string, liteFolder: string): Plugin {
  return {
    name: "small-sdk",
    setup(build) {
      build.onStart(() => ({ errors: missingOriginals(root).map((text) => ({ text })) }));
      for (const row of replacements) {
        if (row.only === undefined) replaceEverywhere(build, row, liteFolder);
        else replaceFor(build, row, row.only, liteFolder);
      }
      build.onLoad({ filter: /.*/, namespace: LITE }, ({ path: original, pluginData }) =>
        load(pluginData as Replacement, original, liteFolder),
      );
      for (const [module, transform] of rewrites) {
        build.onLoad({ filter: inNodeModules(module, ANY) }, ({ path: file }) => rewrite(file, transform));
      }
      // What replacements share; those that stand for a module everywhere have its path.
      build.onResolve({ filter: /^\.\/region-domain$/ }, () => ({
        path: path.join(liteFolder, "region-domain.ts"),
        sideEffects: false,
      }));
      build.onResolve({ filter: new RegExp(`^${MODELLED_ERROR}$`) }, () => ({
        path: path.join(liteFolder, "modelled-error.ts"),
        sideEffects: false,
      }));
      // Registers the functions of endpoint rules, which each client with rules registers as well.
      build.onResolve({ filter: /^\.\/util-endpoints\/aws$/ }, ({ resolveDir }) => ({
        path: path.join(resolveDir, "util-endpoints", "aws.js"),
        sideEffects: false,
      }));
      build.onEnd(({ outputFiles = [] }) => ({
        errors: outputFiles.flatMap(({ path: file, text }) => {
          const method = callOfMissingMethod(text);
          if (method === undefined) return [];
          return [{ text: `${path.relative(root, file)} calls ${method}; see infra/lib/bundle/rewrites.ts` }];
        }),
      }));
      // Nothing of it is used; it would be parsed for each build.
      build.onLoad({ filter: inNodeModules("zod/v4/locales/index.js") }, () => ({ contents: "export {};" }));
    },
  };
}

function replaceEverywhere(build: PluginBuild, row: Replacement, liteFolder: string): void {
  build.onLoad({ filter: inNodeModules(row.original) }, ({ path: original }) =>
    load(row, original, liteFolder),
  );
}

function replaceFor(
  build: PluginBuild,
  row: Replacement,
  { specifier, importers }: NonNullable<Replacement["only"]>,
  liteFolder: string,
): void {
  const isImporter = importers.map((importer) => inNodeModules(importer));
  const isOriginal = inNodeModules(row.original);
  build.onResolve({ filter: new RegExp(`^${escape(specifier)}$`) }, async (args) => {
    const applies =
      args.namespace === "file" && isImporter.some((importer) => importer.test(posix(args.importer)));
    if (!applies || args.pluginData === LITE) return undefined;
    const { kind, importer, resolveDir } = args;
    const found = await build.resolve(specifier, { kind, importer, resolveDir, pluginData: LITE });
    if (found.errors.length > 0) return found;
    if (!isOriginal.test(posix(found.path))) {
      return {
        errors: [{ text: `${specifier} is no longer ${row.original}`, notes: [remedy(row, liteFolder)] }],
      };
    }
    return { path: found.path, namespace: LITE, pluginData: row, sideEffects: false };
  });
}

function load(row: Replacement, original: string, liteFolder: string): OnLoadResult {
  const exported = exportsOf(readFileSync(original, "utf8"));
  const known = row.only === undefined ? exported : exported.filter((name) => row.exports.includes(name));
  if (known.join() !== [...row.exports].sort().join()) {
    const text = `${row.original} exports ${exported.join(", ")}; its replacement is made for ${row.exports.join(", ")}`;
    return { errors: [{ text, notes: [remedy(row, liteFolder)] }] };
  }
  const contents = readFileSync(path.join(liteFolder, `${row.lite}.ts`), "utf8");
  const resolveDir = path.dirname(original);
  if (!contents.includes("ENDPOINT_PREFIX")) return { contents, loader: "ts", resolveDir };
  const prefix = endpointPrefix(companionOf(original) ?? original);
  if (prefix === undefined) {
    return {
      errors: [
        { text: `${row.original}: its rules name no regional endpoint`, notes: [remedy(row, liteFolder)] },
      ],
    };
  }
  return {
    contents: `${contents}\nconst ENDPOINT_PREFIX = ${JSON.stringify(prefix)};`,
    loader: "ts",
    resolveDir,
  };
}

/** The host of a service in a region, as the client's endpoint rules have it. */
function endpointPrefix(rules: string): string | undefined {
  const hosts = readFileSync(rules, "utf8").matchAll(
    /"https:\/\/([\w-]+)\.\{Region\}\.\{PartitionResult#dnsSuffix\}"/g,
  );
  return [...hosts]
    .map(([, host]) => host)
    .find((host) => host !== undefined && !/-fips$|^search-/.test(host));
}

function rewrite(file: string, transform: Transform): OnLoadResult {
  const companion = companionOf(file);
  try {
    const documentation = companion === undefined ? "" : readFileSync(companion, "utf8");
    const contents = transform(readFileSync(file, "utf8"), documentation);
    return { contents, loader: file.endsWith(".json") ? "json" : "js" };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const note = { text: "The SDK's code generator may have changed: see infra/lib/bundle/transforms.ts." };
    return { errors: [{ text: `${posix(file)} cannot be rewritten: ${reason}`, notes: [note] }] };
  }
}

/**
 * The file that has a say in how a module is replaced or rewritten beside the module itself: the documentation of a
 * command, the endpoint rules of a client.
 */
export function companionOf(file: string): string | undefined {
  const command = /^(.*[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/])dist-es([\\/]commands[\\/]\w+Command)\.js$/.exec(
    file,
  );
  if (command !== null) return `${command[1] ?? ""}dist-types${command[2] ?? ""}.d.ts`;
  if (/[\\/]endpoint[\\/]endpointResolver\.js$/.test(file)) return path.join(path.dirname(file), "bdd.js");
  return undefined;
}

/** Rows whose package is installed, but has no such file. */
function missingOriginals(root: string): string[] {
  const modules = path.join(root, "node_modules");
  return replacements.flatMap(({ original, only }) =>
    [original, ...(only?.importers ?? [])]
      .flatMap((file) => regionalClients.map((client) => file.replace("client-*", `client-${client}`)))
      .filter((file, index, all) => !file.includes("*") && all.indexOf(file) === index)
      .filter(
        (file) => existsSync(path.join(modules, packageOf(file))) && !existsSync(path.join(modules, file)),
      )
      .map((file) => `${file} is gone; see infra/lib/bundle/replacements.ts`),
  );
}

function packageOf(file: string): string {
  return file
    .split("/")
    .slice(0, file.startsWith("@") ? 2 : 1)
    .join("/");
}

function remedy(row: Replacement, liteFolder: string) {
  return {
    text: `Read it anew, then mend ${path.basename(liteFolder)}/${row.lite}.ts and its row in replacements.ts.`,
  };
}

/** A path of the tables as a regular expression. @param clients what the `*` of `client-*` stands for. */
function inNodeModules(file: string, clients = `(?:${regionalClients.join("|")})`): RegExp {
  const pattern = escape(`/node_modules/${file}`)
    .replaceAll("/", "[\\\\/]")
    .replace("client-\\*", `client-${clients}`)
    .replaceAll("\\*", ANY);
  return new RegExp(`${pattern}$`);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function posix(file: string): string {
  return file.replaceAll("\\", "/");
}
