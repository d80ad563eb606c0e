import { existsSync } from "node:fs";
import * as path from "node:path";

import type { Metafile } from "esbuild";

import { companionOf } from "./plugin";

/**
 * Every file that has a say in an entry's bundle, absolute and sorted: the modules it reaches, whether or not
 * something of them is left; what the plugin reads beside them; and the `package.json` files by which they were found.
 */
export function inputsOf(metafile: Metafile, entryPoint: string, root: string): string[] {
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = (input: string): void => {
    if (seen.has(input)) return;
    seen.add(input);
    // Modules of our plugins: the namespace comes first, what tells variants apart last.
    const file = path.resolve(root, input.replace(/^(?:lite|barrel):([^?]*).*$/, "$1"));
    files.add(file);
    const companion = companionOf(file);
    if (companion !== undefined) files.add(companion);
    for (const { path: imported, external } of metafile.inputs[input]?.imports ?? []) {
      if (external !== true) visit(imported);
    }
  };
  visit(entryPoint);
  const folders = new Set([...files].map((file) => path.dirname(file)));
  for (const folder of [...folders]) addPackages(folder, folders, files);
  return [...files].sort();
}

/** Adds the `package.json` files from a folder in `node_modules` up to that of its package. */
function addPackages(folder: string, known: Set<string>, files: Set<string>): void {
  if (!folder.includes(`${path.sep}node_modules${path.sep}`)) return;
  const file = path.join(folder, "package.json");
  if (existsSync(file)) files.add(file);
  const parent = path.dirname(folder);
  if (known.has(parent) || path.basename(parent) === "node_modules") return;
  known.add(parent);
  addPackages(parent, known, files);
}
