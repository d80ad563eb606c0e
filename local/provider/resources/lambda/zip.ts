import { type Zippable, zipSync } from "fflate";
import type { Archive } from "../resource";

/** The earliest time in a zip. Local time, as in zips, so that it is the same in every time zone. */
const fixedTime = new Date(1980, 0, 1);
const madeOnUnix = 3;
const readableFile = 0o100644 * 0x10000;

/**
 * A zip that depends on the names and bytes of the files alone: sorted, with one time and one mode for all.
 * The compressor is JavaScript, so its output does not depend on Node or the machine either.
 */
export function zipOf(archive: Archive): Uint8Array {
  const files: Zippable = {};
  for (const name of [...archive.files.keys()].sort()) {
    const bytes = archive.files.get(name);
    if (bytes !== undefined) files[name] = [bytes, { mtime: fixedTime, os: madeOnUnix, attrs: readableFile }];
  }
  return zipSync(files, { level: 6 });
}
