import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
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
import { bundle } from "./bundle";
import type { Progress } from "../../common/progress";

const executable = "pulumi-resource-aws";
const hashFile = "source-hash";
/** How long a build is kept: a week, in milliseconds. */
const keptFor = 7 * 24 * 3_600_000;

/** A built plugin. */
export interface BuiltProvider {
  /** Folder with the executable; its name is the hash of what it was built from. */
  dir: string;
  /** Version of `@pulumi/aws` that the plugin stands in for, without `v`. */
  version: string;
}

/**
 * Builds the plugin (about 2 s) unless these sources were built before (a few milliseconds).
 * @param node the Node that will run it, for which it is compiled ahead. Default: this process's.
 */
export async function ensureProvider(progress: Progress, node = process.execPath): Promise<BuiltProvider> {
  const version = awsVersion();
  const dir = path.join(cacheDir, "provider", sourceHash());
  if (existsSync(path.join(dir, executable))) return { dir, version };
  progress.step("Building the provider of the local cloud");
  const draft = `${dir}.${randomBytes(4).toString("hex")}`;
  mkdirSync(draft, { recursive: true });
  try {
    await bundle(__dirname, draft, version);
    writeFileSync(path.join(draft, hashFile), path.basename(dir));
    writeFileSync(path.join(draft, executable), launcher(process.execPath));
    chmodSync(path.join(draft, executable), 0o755);
    await warmUp(path.join(draft, executable), node);
    moveInto(draft, dir);
    removeOld(path.dirname(dir));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return { dir, version };
}

/**
 * Puts a built plugin into a Pulumi home, where the CLI finds it as if it had installed it. Does nothing when the same
 * build is there already. A plugin that is running goes on with the files it has open.
 */
export function installProvider({ dir, version, home }: BuiltProvider & { home: string }): void {
  const plugins = path.join(home, "plugins");
  const target = path.join(plugins, `resource-aws-v${version}`);
  const partial = `${target}.partial`;
  if (!existsSync(partial) && readIfThere(path.join(target, hashFile)) === path.basename(dir)) return;
  mkdirSync(plugins, { recursive: true });
  const draft = path.join(plugins, `.${path.basename(target)}.${randomBytes(4).toString("hex")}`);
  // The CLI takes only real folders for plugins, so a link will not do.
  cpSync(dir, draft, { recursive: true });
  const retired = `${draft}.old`;
  if (existsSync(target)) renameSync(target, retired);
  moveInto(draft, target);
  rmSync(retired, { recursive: true, force: true });
  rmSync(partial, { force: true });
}

/** Removes builds of which the sources are long gone. What runs, runs from a Pulumi home. */
function removeOld(builds: string): void {
  for (const name of readdirSync(builds)) {
    const build = path.join(builds, name);
    if (Date.now() - statSync(build).mtimeMs > keptFor) rmSync(build, { recursive: true, force: true });
  }
}

/** Starts the plugin once, so that its code cache is there for the first real start. */
async function warmUp(plugin: string, node: string): Promise<void> {
  const PATH = [path.dirname(node), process.env["PATH"] ?? ""].join(path.delimiter);
  const child = spawn(plugin, { stdio: ["pipe", "pipe", "ignore"], env: { ...process.env, PATH } });
  const ended = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), ended]);
  child.stdin.end();
  await ended;
}

/** Moves a finished folder to its place. Another process may have been first with the same; then its own stays. */
function moveInto(draft: string, target: string): void {
  try {
    renameSync(draft, target);
  } catch (error) {
    if (!existsSync(path.join(target, executable))) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
}

function launcher(node: string): string {
  return `#!/bin/sh
node=$(command -v node) || node='${node.replaceAll("'", `'\\''`)}'
exec "$node" "\${0%/*}/launch.cjs" "$@"
`;
}

function awsVersion(): string {
  const manifest = JSON.parse(readFileSync(path.join(repoRoot, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  return manifest.dependencies["@pulumi/aws"] ?? "";
}

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
