import * as path from "node:path";
import { UserError } from "../../common/errors";
import { cacheDir } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { buildEngine } from "./build";
import {
  type EngineKind,
  type Marker,
  engineDir,
  findBuiltCli,
  moduleHash,
  publishEngine,
  readEngine,
} from "./cache";
import { downloadEngine } from "./download";
import { findOnPath } from "./find";
import { withLock } from "../../common/lock";
import { pulumiVersion } from "./version";

/** A Pulumi CLI that is ready to run. */
export interface Engine {
  /** Path of the executable. */
  pulumi: string;
  /** Its version, without a leading `v`. */
  version: string;
  /** Where it came from this time. */
  source: "path" | "cache" | "download" | "build";
  /** An official release, or built here with the language host of this repo, which runs Node.js programs only. */
  kind: EngineKind;
  /** The directory of the executable. */
  binDir: string;
}

/** How an engine is found or made; tests replace these. */
export interface EngineOptions {
  /** Where to look for an installed CLI. Default: $PATH. */
  searchPath?: string;
  /** Where engines are kept. Default: `engine` in the cache directory. */
  root?: string;
  /** Installs the official release; returns false when it cannot. */
  download?: (directory: string, progress: Progress) => Promise<boolean>;
  /** Builds the CLI and the language host. */
  build?: (directory: string, progress: Progress, reusable?: string) => Promise<void>;
}

/**
 * Finds or installs the Pulumi CLI: one on PATH, a cached one, the official download, or a build from its Go modules.
 * Several processes may call it at once.
 *
 * @throws UserError when none of these works, with what to install.
 */
export async function ensureEngine(progress: Progress, options: EngineOptions = {}): Promise<Engine> {
  const { searchPath = process.env["PATH"] ?? "", root = path.join(cacheDir, "engine") } = options;
  const installed = await findOnPath(searchPath, root);
  if (installed) {
    return { ...installed, source: "path", kind: "official", binDir: path.dirname(installed.pulumi) };
  }
  const cached = await findCached(root);
  if (cached) return cached;
  if (process.platform === "win32") {
    throw new UserError(
      `No Pulumi CLI ${pulumiVersion} or later was found.`,
      "Install Pulumi (https://www.pulumi.com/docs/install/), or work in WSL, where it is installed for you.",
    );
  }
  return withLock(
    path.join(root, "lock"),
    async () => (await findCached(root)) ?? (await getEngine(root, progress, options)),
    () => progress.step("Waiting for another process that is installing the Pulumi CLI"),
  );
}

async function findCached(root: string): Promise<Engine | undefined> {
  for (const kind of ["official", "built"] as const) {
    const directory = engineDir(root, kind);
    const marker = await readEngine(directory);
    if (marker) return describe(directory, kind, "cache");
  }
  return undefined;
}

async function getEngine(root: string, progress: Progress, options: EngineOptions): Promise<Engine> {
  const { download = downloadEngine, build = buildEngine } = options;
  const reusable = await findBuiltCli(root);
  if (reusable === undefined) {
    const official = engineDir(root, "official");
    const marker: Marker = { version: pulumiVersion, kind: "official" };
    const got = await publishEngine(official, marker, (directory) => download(directory, progress));
    if (got) return describe(official, "official", "download");
  }
  const built = engineDir(root, "built");
  const marker: Marker = { version: pulumiVersion, kind: "built", modules: moduleHash() };
  const done = await publishEngine(built, marker, async (directory) => {
    await build(directory, progress, reusable);
    return true;
  });
  if (!done) throw new Error(`the build of the Pulumi CLI left no executables for ${built}`);
  return describe(built, "built", "build");
}

function describe(directory: string, kind: EngineKind, source: Engine["source"]): Engine {
  const binDir = path.join(directory, "bin");
  return { pulumi: path.join(binDir, "pulumi"), version: pulumiVersion, source, kind, binDir };
}
