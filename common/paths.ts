import { createHash } from "node:crypto";
import * as os from "node:os";
import * as path from "node:path";

/** The root of this checkout. */
export const repoRoot = path.resolve(__dirname, "..");

function base(variable: string, fallback: string): string {
  const set = process.env[variable];
  return set !== undefined && path.isAbsolute(set) ? set : path.join(os.homedir(), fallback);
}

/**
 * What can be made again at the price of time: the CLI, the emulator's venv, Node for its workers, built plugins.
 * Shared by all checkouts; outside the work tree. `$XDG_CACHE_HOME/sjc1990app`.
 */
export const cacheDir = path.join(base("XDG_CACHE_HOME", ".cache"), "sjc1990app");

/**
 * What the local cloud of this checkout holds: emulator data, Pulumi home and backend, one folder an instance.
 * Outside the work tree, since the emulator's workers would find the checkout's `node_modules` from inside it.
 * `$SJC1990APP_STATE_DIR`, or `$XDG_STATE_HOME/sjc1990app/<checkout>-<hash of its path>`.
 */
export const stateDir =
  process.env["SJC1990APP_STATE_DIR"] ??
  path.join(
    base("XDG_STATE_HOME", path.join(".local", "state")),
    "sjc1990app",
    `${path.basename(repoRoot)}-${createHash("sha256").update(repoRoot).digest("hex").slice(0, 8)}`,
  );
