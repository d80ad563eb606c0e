import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { sha256 } from "./files";

/**
 * A hash of what has a say in every bundle: the bundler, its settings, and what is installed.
 * @param root of the checkout whose handlers are bundled.
 * @param tool files and folders of the bundler.
 */
export function fingerprint(root: string, tool: readonly string[]): string {
  const files = [
    ...tool.flatMap((file) => (path.extname(file) === "" ? sourcesIn(file) : [file])),
    path.join(root, "tsconfig.json"),
    path.join(root, "package.json"),
    // Written by npm at each change of what is installed.
    path.join(root, "node_modules", ".package-lock.json"),
  ];
  return sha256(files.map((file) => `${path.basename(file)} ${read(file)}`).join("\0"));
}

/** All files in a folder and those below, without packages. */
export function sourcesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((found) => found.isFile() && !found.parentPath.includes("node_modules"))
    .map((found) => path.join(found.parentPath, found.name))
    .sort();
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
