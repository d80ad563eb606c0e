/**
 * Bundles on disk, so that a program whose handlers have not changed need not build them again. A bundle is used only
 * when every file that had a say in it is as it was; in doubt it is built anew.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { Files, sha256, type FileRecord } from "./files";

interface EntryRecord {
  /** SHA-256 of the bundle, which is also its name in the cache. */
  hash: string;
  /** Files that had a say in it, as indexes into {@link Manifest.files}. */
  inputs: number[];
  /** {@link Files.state} of these files. */
  state: string;
}

/** What the cache knows of one checkout, and how it is written. */
interface Manifest {
  /** Of all that is the same for each entry: the bundler itself, its settings, what is installed. */
  fingerprint: string;
  files: [file: string, record?: FileRecord][];
  entries: Record<string, EntryRecord>;
}

/** Days after which what nobody wrote anew is removed. */
const MAX_AGE_DAYS = 14;

/**
 * Where bundles are kept: `$XDG_CACHE_HOME/sjc1990app/bundles`, else below `~/.cache`. Not in a folder for temporary
 * files, where others may write: what is found here is deployed.
 */
export function cacheFolder(): string {
  const set = process.env["XDG_CACHE_HOME"];
  const base = set !== undefined && path.isAbsolute(set) ? set : path.join(os.homedir(), ".cache");
  return path.join(base, "sjc1990app", "bundles");
}

/** The bundles of one checkout. A folder that cannot be read or written is as an empty one. */
export class BundleCache {
  readonly #manifestFile: string;
  readonly #files: Files;
  readonly #entries: Map<string, Omit<EntryRecord, "inputs"> & { inputs: string[] }>;
  readonly #sources: Map<string, string>;

  /**
   * @param root of the checkout. @param fingerprint see {@link Manifest.fingerprint}.
   * @param sources our own files that bundles may hold, read before anything is built.
   */
  constructor(
    private readonly root: string,
    private readonly fingerprint: string,
    sources: readonly string[],
    private readonly folder = cacheFolder(),
  ) {
    this.#manifestFile = path.join(folder, `${sha256(root).slice(0, 16)}.json`);
    const manifest = this.#readManifest();
    const paths = manifest.files.map(([file]) => file);
    this.#files = new Files(
      root,
      new Map(manifest.files.flatMap(([file, record]) => (record ? [[file, record]] : []))),
    );
    this.#entries = new Map(
      Object.entries(manifest.entries).map(([entry, { inputs, ...record }]) => {
        return [entry, { ...record, inputs: inputs.map((index) => paths[index] ?? "") }];
      }),
    );
    this.#sources = new Map(sources.map((file) => [file, this.#files.hash(file)]));
  }

  /** The bundle of an entry and its hash, if it is still what a build would make. */
  find(entry: string): { code: Buffer; hash: string } | undefined {
    const record = this.#entries.get(entry);
    if (record === undefined) return undefined;
    if (this.#files.state(record.inputs) !== record.state) return undefined;
    try {
      const code = readFileSync(path.join(this.folder, `${record.hash}.js`));
      return sha256(code) === record.hash ? { code, hash: record.hash } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps bundles that were just built, save those with a file that may have changed meanwhile. */
  keep(bundles: readonly { entry: string; code: Buffer; hash: string; inputs: string[] }[]): void {
    // Another view than that of `find`: sources may have changed since.
    const now = new Files(this.root, this.#files.records);
    for (const { entry, hash, inputs } of bundles) {
      const isCertain = inputs.every((file) => {
        const before = this.#sources.get(file);
        return before === undefined ? this.#files.isSettled(file) : before === now.hash(file);
      });
      if (isCertain) this.#entries.set(entry, { hash, inputs, state: now.state(inputs) });
      else this.#entries.delete(entry);
    }
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      for (const { code, hash } of bundles) write(path.join(this.folder, `${hash}.js`), code);
      write(this.#manifestFile, JSON.stringify(this.#manifest(now)));
      this.#removeOld();
    } catch {
      // A cache is a convenience.
    }
  }

  #readManifest(): Manifest {
    try {
      const manifest = JSON.parse(readFileSync(this.#manifestFile, "utf8")) as Manifest;
      if (manifest.fingerprint === this.fingerprint) return manifest;
    } catch {
      // none, or cut short
    }
    return { fingerprint: this.fingerprint, files: [], entries: {} };
  }

  #manifest(now: Files): Manifest {
    const paths = [...new Set([...this.#entries.values()].flatMap(({ inputs }) => inputs))].sort();
    const indexes = new Map(paths.map((file, index) => [file, index]));
    return {
      fingerprint: this.fingerprint,
      files: paths.map((file) => {
        const record = now.records.get(file) ?? this.#files.records.get(file);
        return record === undefined ? [file] : [file, record];
      }),
      entries: Object.fromEntries(
        [...this.#entries].map(([entry, { inputs, ...record }]) => {
          return [entry, { ...record, inputs: inputs.map((file) => indexes.get(file) ?? 0) }];
        }),
      ),
    };
  }

  #removeOld(): void {
    const oldest = Date.now() - MAX_AGE_DAYS * 24 * 60 * 60 * 1000;
    const inUse = new Set([...this.#entries.values()].map(({ hash }) => `${hash}.js`));
    for (const name of readdirSync(this.folder)) {
      const file = path.join(this.folder, name);
      if (!inUse.has(name) && statSync(file).mtimeMs < oldest) rmSync(file, { force: true });
    }
  }
}

/** Whole or not at all. */
function write(file: string, content: string | Uint8Array): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, file);
}
