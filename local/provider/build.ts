import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { cacheDir, repoRoot } from "../../common/paths";
import type { Progress } from "../../common/progress";

const executable = "pulumi-resource-aws";
const hashFile = "source-hash";
/** Builds older than this are removed, in milliseconds. */
const maxAge = 7 * 24 * 3_600_000;

/** A built plugin. */
export interface BuiltProvider {
  /** Folder with the executable. Its name is the hash of the sources. */
  dir: string;
  /** Version of `@pulumi/aws` that the plugin replaces, without `v`. */
  version: string;
}

/** Builds the plugin (about 2 s), or returns an earlier build of the same sources. */
export async function ensureProvider(progress: Progress): Promise<BuiltProvider> {
  const version = awsVersion();
  const dir = path.join(cacheDir, "provider", sourceHash());
  if (existsSync(path.join(dir, executable))) return { dir, version };
  progress.step("Building the provider of the local cloud");
  const draft = `${dir}.${randomBytes(4).toString("hex")}`;
  mkdirSync(draft, { recursive: true });
  try {
    await bundle(path.join(draft, "provider.cjs"), version);
    writeFileSync(path.join(draft, hashFile), path.basename(dir));
    writeFileSync(path.join(draft, executable), launcher(process.execPath));
    chmodSync(path.join(draft, executable), 0o755);
    moveInto(draft, dir);
    removeOld(path.dirname(dir));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return { dir, version };
}

/**
 * Copies a built plugin into a Pulumi home, where the CLI finds it as if `pulumi plugin install` had installed it. Does
 * nothing when the same build is there already. A plugin that is running keeps the files it has open.
 */
export function installProvider({ dir, version, home }: BuiltProvider & { home: string }): void {
  const plugins = path.join(home, "plugins");
  const target = path.join(plugins, `resource-aws-v${version}`);
  const partial = `${target}.partial`;
  if (!existsSync(partial) && readIfThere(path.join(target, hashFile)) === path.basename(dir)) return;
  mkdirSync(plugins, { recursive: true });
  const draft = path.join(plugins, `.${path.basename(target)}.${randomBytes(4).toString("hex")}`);
  // A copy, since the CLI ignores plugin folders that are symbolic links.
  cpSync(dir, draft, { recursive: true });
  const retired = `${draft}.old`;
  if (existsSync(target)) renameSync(target, retired);
  moveInto(draft, target);
  rmSync(retired, { recursive: true, force: true });
  rmSync(partial, { force: true });
}

/** One file with all its libraries, since the plugin runs outside any `node_modules`. */
async function bundle(outfile: string, version: string): Promise<void> {
  const { build } = await import("esbuild");
  await build({
    entryPoints: [path.join(__dirname, "main.ts")],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    define: { PLUGIN_VERSION: JSON.stringify(version) },
    legalComments: "none",
    logLevel: "error",
  });
}

/** Node from PATH, or else the Node that built it. Node's compile cache halves the start-up time (Node 22 and later). */
function launcher(node: string): string {
  return `#!/bin/sh
node=$(command -v node) || node='${node.replaceAll("'", `'\\''`)}'
NODE_COMPILE_CACHE="\${0%/*}/compile-cache" exec "$node" "\${0%/*}/provider.cjs" "$@"
`;
}

/** Removes builds that were made long ago. Nothing runs from here: plugins run from a Pulumi home. */
function removeOld(builds: string): void {
  for (const name of readdirSync(builds)) {
    const build = path.join(builds, name);
    if (Date.now() - statSync(build).mtimeMs > maxAge) rmSync(build, { recursive: true, force: true });
  }
}

/** Moves a finished folder to its place. If another process was first with the same build, that one stays. */
function moveInto(draft: string, target: string): void {
  try {
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(path.join(target, executable))) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
}

function awsVersion(): string {
  const manifest = JSON.parse(readFileSync(path.join(repoRoot, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  return manifest.dependencies["@pulumi/aws"] ?? "";
}

/** Changes with the plugin's sources and its dependencies. */
function sourceHash(): string {
  const hash = createHash("sha256");
  const files = ["package-lock.json", ...sourcesIn("local/provider"), "common/errors.ts"];
  for (const file of files)
    hash
      .update(`${file}\n`)
      .update(readFileSync(path.join(repoRoot, file)))
      .update("\n");
  return hash.digest("hex").slice(0, 16);
}

function sourcesIn(folder: string): string[] {
  const entries = readdirSync(path.join(repoRoot, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === "testing" ? [] : sourcesIn(file);
      return file.endsWith(".ts") && !file.endsWith(".test.ts") ? [file] : [];
    });
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
