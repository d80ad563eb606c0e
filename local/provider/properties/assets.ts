import { readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { signature, signatureKey, type JsonObject } from "./wire";

/**
 * The bytes of an asset in wire form. Paths are relative to the program's directory, where the engine starts the
 * provider. Empty when the engine sent only the hash, as it does for old values.
 * @throws when the file is missing or the asset is remote.
 */
export function contentOfAsset(wire: JsonObject): Buffer {
  const { text, path: file, uri } = wire;
  if (typeof text === "string") return Buffer.from(text);
  if (typeof file === "string") return readFileSync(file);
  if (typeof uri === "string") throw new Error(`the asset ${uri} is remote; use a FileAsset or StringAsset`);
  return Buffer.alloc(0);
}

/** The files of an archive in its wire form by path, sorted. See {@link contentOfAsset}. */
export function contentOfArchive(wire: JsonObject): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  collect(wire, "", files);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function collect(wire: JsonObject, prefix: string, files: Map<string, Buffer>): void {
  const { assets, path: folder, uri } = wire;
  if (typeof uri === "string")
    throw new Error(`the archive ${uri} is remote; use an AssetArchive or FileArchive`);
  if (typeof folder === "string") {
    if (!statSync(folder).isDirectory()) {
      throw new Error(`the archive ${folder} is a packed file; use the folder itself, or an AssetArchive`);
    }
    collectFolder(folder, prefix, files);
  } else if (assets !== null && typeof assets === "object" && !Array.isArray(assets)) {
    for (const [name, asset] of Object.entries(assets)) {
      const at = prefix === "" ? name : `${prefix}/${name}`;
      const nested = asset as JsonObject;
      if (nested[signatureKey] === signature.archive) collect(nested, at, files);
      else files.set(at, contentOfAsset(nested));
    }
  }
}

function collectFolder(folder: string, prefix: string, files: Map<string, Buffer>): void {
  for (const entry of readdirSync(folder)) {
    const file = path.join(folder, entry);
    const at = prefix === "" ? entry : `${prefix}/${entry}`;
    if (statSync(file).isDirectory()) collectFolder(file, at, files);
    else files.set(at, readFileSync(file));
  }
}
