import * as fs from "node:fs";
import * as path from "node:path";
import { execa } from "execa";
import { isAtLeast, pulumiVersion } from "./version";

/** Whether a file is there and may be run. */
export function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

function isInside(file: string, directory: string): boolean {
  const relative = path.relative(directory, file);
  return !relative.startsWith("..") && !path.isAbsolute(relative);
}

async function versionOf(pulumi: string): Promise<string | undefined> {
  const env = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { failed, stdout } = await execa(pulumi, ["version"], { env, timeout: 10_000, reject: false });
  return failed ? undefined : stdout.trim().replace(/^v/, "");
}

/**
 * The first `pulumi` on a search path, if it can be used: at least the pinned version, with the Node.js language host
 * beside it. Skips the engines of our own cache, which a parent process may have put on PATH.
 *
 * @param searchPath in the form of $PATH. @param ownCache the directory of cached engines.
 */
export async function findOnPath(searchPath: string, ownCache: string): Promise<string | undefined> {
  const pulumi = searchPath
    .split(path.delimiter)
    .filter((directory) => path.isAbsolute(directory) && !isInside(directory, ownCache))
    .map((directory) => path.join(directory, "pulumi"))
    .find(isExecutable);
  if (pulumi === undefined) return undefined;
  const languageHost = path.join(path.dirname(fs.realpathSync(pulumi)), "pulumi-language-nodejs");
  if (!isExecutable(languageHost)) return undefined;
  const version = await versionOf(pulumi);
  return version !== undefined && isAtLeast(version, pulumiVersion) ? pulumi : undefined;
}
