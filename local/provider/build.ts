import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { ensureInstalled } from "../../common/installed";
import { cacheDir, repoRoot } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { dependencies } from "../../package.json";

const executable = "pulumi-resource-aws";
/** Names the build that a plugin folder of a Pulumi home is a copy of. */
const originFile = "built-as";

/** A built plugin. */
export interface BuiltProvider {
  /** Folder with the executable. Other sources are built into another folder. */
  dir: string;
  /** Version of `@pulumi/aws` that the plugin replaces, without `v`. */
  version: string;
}

/** Builds the plugin (about 2 s), or returns an earlier build of the same sources. */
export async function ensureProvider(progress: Progress): Promise<BuiltProvider> {
  const version = dependencies["@pulumi/aws"];
  const dir = await ensureInstalled(progress, {
    what: "the provider of the local cloud",
    home: path.join(cacheDir, "provider"),
    pins: sources(),
    find: (build) => (fs.existsSync(path.join(build, executable)) ? build : undefined),
    async install(build) {
      await bundle(path.join(build, "provider.cjs"), version);
      fs.writeFileSync(path.join(build, executable), launcher(process.execPath), { mode: 0o755 });
      return {};
    },
  });
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
  if (!fs.existsSync(partial) && originOf(target) === path.basename(dir)) return;
  fs.mkdirSync(plugins, { recursive: true });
  const draft = path.join(plugins, `.${path.basename(target)}.${randomBytes(4).toString("hex")}`);
  // A copy, since the CLI ignores plugin folders that are symbolic links.
  fs.cpSync(dir, draft, { recursive: true });
  fs.writeFileSync(path.join(draft, originFile), path.basename(dir));
  const retired = `${draft}.old`;
  if (fs.existsSync(target)) fs.renameSync(target, retired);
  moveInto(draft, target);
  fs.rmSync(retired, { recursive: true, force: true });
  fs.rmSync(partial, { force: true });
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

/** Moves a finished folder to its place. If another process was first with the same build, that one stays. */
function moveInto(draft: string, target: string): void {
  try {
    fs.renameSync(draft, target);
  } catch (error) {
    if (!fs.existsSync(path.join(target, executable))) throw error;
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

/** The plugin's sources and its dependencies. */
function sources(): string[] {
  const own = fs
    .readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("testing"));
  return [...own.sort().map((file) => path.join(__dirname, file)), path.join(repoRoot, "package-lock.json")];
}

function originOf(plugin: string): string | undefined {
  const file = path.join(plugin, originFile);
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}
