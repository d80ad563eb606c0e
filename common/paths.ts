import { createHash } from "node:crypto";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "./errors";

/** The root of this checkout. */
export const repoRoot = path.resolve(__dirname, "..");

/**
 * A folder that an environment variable names. An empty variable counts as unset.
 * @throws UserError for a relative path: what it means would depend on where a command is started.
 */
export function folderFrom(variable: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const value = env[variable];
  if (value === undefined || value === "") return undefined;
  if (path.isAbsolute(value)) return path.resolve(value);
  throw new UserError(
    `${variable} is "${value}", which is a relative path`,
    `Set ${variable} to an absolute path, or unset it to use the default.`,
  );
}

/**
 * What takes time but can be made again: the Pulumi CLI, the emulator's venv, Node for Lambda, built plugins. Shared
 * by all checkouts. `$XDG_CACHE_HOME/sjc1990app`, by default `~/.cache/sjc1990app`.
 */
export const cacheDir = path.join(
  folderFrom("XDG_CACHE_HOME") ?? path.join(os.homedir(), ".cache"),
  "sjc1990app",
);

/**
 * What the local cloud of this checkout holds: emulator data, Pulumi home and backend, one folder for each instance.
 * Outside the checkout, or the emulator's workers would find its `node_modules`.
 * `$SJC1990APP_STATE_DIR`, else `$XDG_STATE_HOME/sjc1990app/<checkout>-<hash of its path>`.
 */
export const stateDir =
  folderFrom("SJC1990APP_STATE_DIR") ??
  path.join(
    folderFrom("XDG_STATE_HOME") ?? path.join(os.homedir(), ".local", "state"),
    "sjc1990app",
    `${path.basename(repoRoot)}-${createHash("sha256").update(repoRoot).digest("hex").slice(0, 8)}`,
  );
