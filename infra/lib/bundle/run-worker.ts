import { spawnSync } from "node:child_process";
import * as path from "node:path";

import type { buildSync as buildSyncOfEsbuild } from "esbuild";

import type { Answer, Job, WorkerBundle } from "./worker";

/** Room for the bundles of a few hundred handlers. */
const MAX_ANSWER = 512 * 1024 * 1024;

/** The sources cannot be bundled. The message says where and why; there is no stack, as the fault is not in it. */
export class BundleError extends Error {
  /** Lets Pulumi print the message alone, as for its own RunError. */
  readonly __pulumiRunError = true;

  constructor(message: string) {
    super(message);
    this.name = "BundleError";
    this.stack = `${this.name}: ${message}`;
  }
}

/**
 * Bundles entries in one pass of esbuild, and blocks until that is done.
 * @throws BundleError with `file:line:col: text` for each thing that is wrong with the sources.
 */
export function runWorker(root: string, entries: readonly string[]): WorkerBundle[] {
  const job: Job = { root, entries, liteFolder: path.join(__dirname, "lite") };
  const { status, stdout, stderr, error } = spawnSync(process.execPath, ["-", JSON.stringify(job)], {
    // Where the script finds esbuild.
    cwd: __dirname,
    input: workerScript(),
    // A loader that this process runs under has no business in the other. esbuild lives too briefly to collect much.
    env: { ...process.env, NODE_OPTIONS: "", GOGC: "400" },
    encoding: "utf8",
    maxBuffer: MAX_ANSWER,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`the bundler ended with status ${String(status)}:\n${stderr}`);
  const answer = JSON.parse(stdout) as Answer;
  if ("bundles" in answer) return answer.bundles;
  throw new BundleError(`the handlers cannot be bundled:\n${answer.problems.join("\n")}`);
}

/** The worker as JavaScript. */
function workerScript(): Uint8Array {
  // Loaded here since most runs have all bundles in the cache.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { buildSync } = require("esbuild") as { buildSync: typeof buildSyncOfEsbuild };
  const { outputFiles } = buildSync({
    absWorkingDir: __dirname,
    entryPoints: ["worker.ts"],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    packages: "external",
    tsconfigRaw: "{}",
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
