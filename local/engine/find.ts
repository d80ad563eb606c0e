import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { isAtLeast, pulumiVersion } from "./version";

const languageHost = "pulumi-language-nodejs";

function isExecutable(file: string): boolean {
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
  try {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { stdout } = await promisify(execFile)(pulumi, ["version"], { env, timeout: 10_000 });
    return stdout.trim().replace(/^v/, "");
  } catch {
    return undefined;
  }
}

/**
 * The first `pulumi` on a search path, when it is fit for use: at least the pinned version, and with the Node.js
 * language host beside it or on the same path. Engines of our own cache, which a parent process may have put on PATH,
 * do not count.
 *
 * @param searchPath in the form of $PATH. @param ownCache the directory of cached engines.
 */
export async function findOnPath(
  searchPath: string,
  ownCache: string,
): Promise<{ pulumi: string; version: string } | undefined> {
  const directories = searchPath
    .split(path.delimiter)
    .filter((directory) => path.isAbsolute(directory) && !isInside(directory, ownCache));
  const home = directories.find((directory) => isExecutable(path.join(directory, "pulumi")));
  if (home === undefined) return undefined;
  const pulumi = path.join(home, "pulumi");
  const places = [path.dirname(fs.realpathSync(pulumi)), ...directories];
  if (!places.some((directory) => isExecutable(path.join(directory, languageHost)))) return undefined;
  const version = await versionOf(pulumi);
  return version !== undefined && isAtLeast(version, pulumiVersion) ? { pulumi, version } : undefined;
}
