import { createHash } from "node:crypto";
import * as fs from "node:fs/promises";
import { constants, readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { pulumiVersion } from "./version";

/** `official`: a release. `built`: from source, with the language host of this repo. */
export type EngineKind = "official" | "built";

/** Describes a cached engine. Written last: a directory without it is not used. */
export interface Marker {
  version: string;
  kind: EngineKind;
  /** Of a built CLI: which modules it was built from, see {@link moduleHash}. */
  modules?: string;
}

const markerFile = "engine.json";
const prefix = `v${pulumiVersion}-${process.platform}-${process.arch}-`;

function digest(files: string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(path.basename(file)).update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}

/** Hash of all that goes into a built CLI. */
export function moduleHash(): string {
  return digest(["go.mod", "go.sum"].map((name) => path.join(__dirname, name)));
}

/** Hash of all that goes into a built engine: the CLI's modules, and the language host and how it is bundled. */
export function builtHash(): string {
  const folder = path.join(__dirname, "language-host");
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .sort()
    .map((name) => path.join(folder, name));
  return digest([
    path.join(__dirname, "go.mod"),
    path.join(__dirname, "go.sum"),
    path.join(__dirname, "bundle.ts"),
    ...sources,
  ]);
}

/** The directory of a cached engine of one kind; its executables are in `bin`. */
export function engineDir(root: string, kind: EngineKind): string {
  return path.join(root, `${prefix}${kind === "built" ? builtHash() : kind}`);
}

/** Reads the marker of a cached engine; `undefined` unless it is complete and of the pinned version. */
export async function readEngine(directory: string): Promise<Marker | undefined> {
  try {
    const marker = JSON.parse(await fs.readFile(path.join(directory, markerFile), "utf8")) as Marker;
    for (const name of ["pulumi", "pulumi-language-nodejs"]) {
      await fs.access(path.join(directory, "bin", name), constants.X_OK);
    }
    return marker.version === pulumiVersion ? marker : undefined;
  } catch {
    return undefined;
  }
}

/** A CLI that was built from the same modules for another language host, to be used again. */
export async function findBuiltCli(root: string): Promise<string | undefined> {
  const modules = moduleHash();
  for (const name of await fs.readdir(root).catch(() => [])) {
    if (!name.startsWith(prefix) || name.includes(".tmp-")) continue;
    const directory = path.join(root, name);
    if ((await readEngine(directory))?.modules === modules) return path.join(directory, "bin", "pulumi");
  }
  return undefined;
}

/**
 * Fills a directory beside the target, then renames it, so that no reader sees an incomplete engine. Replaces an unusable
 * target; keeps one that another process finished meanwhile.
 *
 * @param fill returns false when it fails.
 * @returns whether the target is usable now.
 */
export async function publishEngine(
  target: string,
  marker: Marker,
  fill: (directory: string) => Promise<boolean>,
): Promise<boolean> {
  await removeAbandoned(path.dirname(target));
  const temporary = `${target}.tmp-${process.pid}`;
  await fs.mkdir(path.join(temporary, "bin"), { recursive: true });
  try {
    if (!(await fill(temporary))) return false;
    await fs.writeFile(path.join(temporary, markerFile), `${JSON.stringify(marker, null, 2)}\n`);
    if (!(await readEngine(temporary))) return false;
    if (await readEngine(target)) return true;
    await fs.rm(target, { recursive: true, force: true });
    await fs.rename(temporary, target);
    return true;
  } finally {
    await fs.rm(temporary, { recursive: true, force: true });
  }
}

/** Removes what interrupted processes left behind. Called under the lock, so none of them is at work. */
async function removeAbandoned(root: string): Promise<void> {
  for (const name of await fs.readdir(root).catch(() => [])) {
    if (name.includes(".tmp-")) await fs.rm(path.join(root, name), { recursive: true, force: true });
  }
}
