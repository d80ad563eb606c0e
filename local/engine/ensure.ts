import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../../common/errors";
import { ensureInstalled } from "../../common/installed";
import { cacheDir } from "../../common/paths";
import type { Progress } from "../../common/progress";
import { buildEngine } from "./build";
import { downloadEngine } from "./download";
import { findOnPath, isExecutable } from "./find";
import { pulumiVersion } from "./version";

/** A Pulumi CLI that is ready to run. */
export interface Engine {
  /** Path of the executable. */
  pulumi: string;
  /** An official release, or built here with the language host of this repo, which runs Node.js programs only. */
  kind: "official" | "built";
  /** Whether the user has installed it. */
  onPath: boolean;
}

/** How an engine is found or made; tests replace these. */
export interface EngineOptions {
  /** Where to look for an installed CLI. Default: $PATH. */
  searchPath?: string;
  /** Where engines are kept. Default: `engine` in the cache directory. */
  root?: string;
  /** Installs the official release into `directory/bin`; returns false when it cannot. */
  download?: (directory: string, progress: Progress) => Promise<boolean>;
  /** Builds the CLI and the language host into `directory/bin`. */
  build?: (directory: string, progress: Progress) => Promise<void>;
}

/**
 * Finds or installs the Pulumi CLI: one on PATH, a cached one, the official download, or a build from its Go modules.
 * Several processes may call it at once.
 *
 * @throws UserError when none of these works, with what to install.
 */
export async function ensureEngine(progress: Progress, options: EngineOptions = {}): Promise<Engine> {
  const { searchPath = process.env["PATH"] ?? "", root = path.join(cacheDir, "engine") } = options;
  const { download = downloadEngine, build = buildEngine } = options;
  const installed = await findOnPath(searchPath, root);
  if (installed !== undefined) return { pulumi: installed, kind: "official", onPath: true };
  if (process.platform === "win32") {
    throw new UserError(
      `No Pulumi CLI ${pulumiVersion} or later was found.`,
      "Install Pulumi (https://www.pulumi.com/docs/install/), or work in WSL, where it is installed for you.",
    );
  }
  return ensureInstalled<Engine>(progress, {
    what: `the Pulumi CLI ${pulumiVersion}`,
    home: root,
    pins: pins(),
    find(dir, { kind }) {
      const [pulumi = "", ...others] = ["pulumi", "pulumi-language-nodejs"].map((name) =>
        path.join(dir, "bin", name),
      );
      if (![pulumi, ...others].every(isExecutable)) return undefined;
      return { pulumi, kind: kind === "built" ? kind : "official", onPath: false };
    },
    async install(dir) {
      if (await download(dir, progress)) return { kind: "official" };
      await build(dir, progress);
      return { kind: "built" };
    },
  });
}

/** All that goes into an engine: its version, the CLI's modules, and the language host and how it is bundled. */
function pins(): string[] {
  const host = path.join(__dirname, "language-host");
  const sources = fs.readdirSync(host).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  return [
    ...["version.ts", "go.mod", "go.sum", "bundle.ts"].map((name) => path.join(__dirname, name)),
    ...sources.sort().map((name) => path.join(host, name)),
  ];
}
