import * as path from "node:path";

import { build, version, type BuildFailure, type BuildOptions, type Message, type Metafile } from "esbuild";

import { checkout } from "../checkout";
import { BundleCache, type BuiltHandler } from "./bundle-cache";

/** The code of one handler and everything it imports, as one file. */
export interface Bundle {
  /** File under `functions/`, without extension, e.g. `auth/register`. */
  entry: string;
  /** Path inside the zip, e.g. `functions/auth/register.js`; the handler is `functions/auth/register.handler`. */
  file: string;
  /** Absolute path of the bundle on disk, `dist/<file>`. */
  path: string;
  /** Size in bytes. */
  bytes: number;
}

/**
 * Credential sources that Lambda does not have: it sets the credentials of the function's role as environment variables.
 * Leaving these packages out of the bundles saves 137 KB of a median of 408 KB.
 */
const CREDENTIAL_SOURCES = [
  ...["http", "ini", "login", "process", "sso", "web-identity"].map(
    (source) => `@aws-sdk/credential-provider-${source}`,
  ),
  "@smithy/credential-provider-imds",
];

/**
 * The output depends on the sources alone: not on a path, the time or the other entries. There is no source map, which
 * would be larger than the code; the same commit gives the same bytes, so one can be made when it is needed.
 */
const OPTIONS = {
  bundle: true,
  write: false,
  metafile: true,
  platform: "node",
  target: "node24",
  format: "cjs",
  mainFields: ["module", "main"],
  external: CREDENTIAL_SOURCES,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "silent",
  tsconfigRaw: { compilerOptions: { strict: true } },
  // No packages from the environment variable NODE_PATH.
  nodePaths: [],
} as const satisfies BuildOptions;

/** The sources of a handler cannot be bundled. Has no stack: the message says where the mistake is. */
export class BundleError extends Error {
  override readonly name = "BundleError";

  constructor(problems: readonly Message[]) {
    super(["the handlers cannot be bundled:", ...problems.map(describe)].join("\n"));
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * Bundles handlers into `dist/`, e.g. `auth/register` from `functions/auth/register.ts`. Those whose sources have not
 * changed since the last run stay as they are; the others are built in one pass of esbuild.
 * @param root folder that holds `functions/` and `node_modules/`. Default: this checkout.
 * @throws BundleError whose message gives `file:line:col: text` for each mistake in the sources.
 */
export async function bundleHandlers(
  entries: readonly string[],
  root = checkout,
): Promise<Map<string, Bundle>> {
  const cache = new BundleCache(root, JSON.stringify([version, OPTIONS]));
  const missing = [...new Set(entries)].filter((entry) => cache.size(entry) === undefined).sort();
  if (missing.length > 0) cache.store(await buildHandlers(root, missing));
  return new Map(
    entries.map((entry) => {
      const file = `functions/${entry}.js`;
      return [entry, { entry, file, path: cache.path(entry), bytes: cache.size(entry) ?? 0 }];
    }),
  );
}

async function buildHandlers(root: string, entries: readonly string[]): Promise<BuiltHandler[]> {
  const { outputFiles, metafile, warnings } = await build({
    ...OPTIONS,
    absWorkingDir: root,
    outdir: root,
    entryPoints: entries.map((entry) => ({ in: `./functions/${entry}.ts`, out: `functions/${entry}` })),
  }).catch((error: unknown) => {
    throw isBuildFailure(error) ? new BundleError(error.errors) : error;
  });
  // A warning about our own code is a mistake, such as a comparison with NaN.
  const ours = warnings.filter(({ location }) => location?.file.includes("node_modules") !== true);
  if (ours.length > 0) throw new BundleError(ours);
  return outputFiles.map(({ path: output, contents }) => {
    const entry = path.relative(path.join(root, "functions"), output).slice(0, -".js".length);
    return {
      entry: entry.replaceAll(path.sep, "/"),
      code: contents,
      sources: reachable(metafile, `functions/${entry}.ts`),
    };
  });
}

/** Our own sources that an entry imports, directly or not, even if tree shaking leaves nothing of them. */
function reachable({ inputs }: Metafile, entry: string): string[] {
  const found = new Set([entry]);
  for (const file of found)
    for (const { path: imported, external } of inputs[file]?.imports ?? [])
      if (external !== true && !imported.includes("node_modules/")) found.add(imported);
  return [...found].sort();
}

/** `file:line:col: text`, then the line itself and notes. */
function describe({ text, location, notes }: Message): string {
  const noted = notes.map((note) => `\n    ${note.text}`).join("");
  if (location === null) return text + noted;
  const { file, line, column, lineText } = location;
  const source = lineText.trim() === "" ? "" : `\n    ${lineText.trim()}`;
  return `${file}:${line}:${column + 1}: ${text}${source}${noted}`;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error;
}
