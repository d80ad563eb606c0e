import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

/** A handler that has just been built. */
export interface BuiltHandler {
  entry: string;
  code: Uint8Array;
  /** Our own sources that went into it, relative to the root. */
  sources: string[];
}

/** What is known of a bundle in `dist/`. */
interface BundleRecord {
  sources: string[];
  /** {@link BundleCache.key} of the sources. */
  key: string;
  /** SHA-256 of the bundle, so that a damaged file is built again. */
  hash: string;
}

/**
 * Bundles in `dist/`, with a record of what each was built from in `dist/bundles.json`. A bundle is used while its own
 * sources, the installed packages, and how it is built are the same.
 */
export class BundleCache {
  readonly #recordFile: string;
  readonly #common: string;
  readonly #hashes: Map<string, string>;
  readonly #records: Record<string, BundleRecord>;
  readonly #sizes = new Map<string, number>();

  /**
   * @param root folder that holds `functions/` and `node_modules/`.
   * @param tool what builds and how: part of every key.
   * @throws Error when the npm packages are not installed.
   */
  constructor(
    private readonly root: string,
    private readonly tool: string,
  ) {
    this.#recordFile = path.join(root, "dist", "bundles.json");
    this.#hashes = this.#hashSources();
    this.#common = this.#hashCommon();
    this.#records = readRecords(this.#recordFile);
    for (const [entry, { sources, key, hash }] of Object.entries(this.#records)) {
      const code = readIfThere(this.path(entry));
      if (code !== undefined && sha256(code) === hash && this.#key(sources) === key)
        this.#sizes.set(entry, code.length);
    }
  }

  /** Path of an entry's bundle. */
  path(entry: string): string {
    return path.join(this.root, "dist", "functions", `${entry}.js`);
  }

  /** Size of an entry's bundle in bytes. `undefined`: it has to be built. */
  size(entry: string): number | undefined {
    return this.#sizes.get(entry);
  }

  /** Writes bundles. Those with a source that was edited meanwhile are built again next time. */
  store(built: readonly BuiltHandler[]): void {
    const now = this.#hashSources();
    for (const { entry, code, sources } of built) {
      write(this.path(entry), code);
      this.#sizes.set(entry, code.length);
      const isSettled = sources.every((file) => now.get(file) === this.#hashes.get(file));
      if (isSettled) this.#records[entry] = { sources, key: this.#key(sources), hash: sha256(code) };
      else delete this.#records[entry];
    }
    write(this.#recordFile, JSON.stringify(this.#records));
  }

  #key(sources: readonly string[]): string {
    return sha256(JSON.stringify([this.#common, sources.map((file) => [file, this.#hashes.get(file)])]));
  }

  #hashCommon(): string {
    const packages = readIfThere(path.join(this.root, "node_modules", ".package-lock.json"));
    if (packages === undefined) throw new Error("node_modules/.package-lock.json is missing: run npm ci");
    const settings = readIfThere(path.join(this.root, "package.json")) ?? "";
    // A new file may be found in place of another: a.ts before a/index.ts.
    const names = [...this.#hashes.keys()];
    return sha256([this.tool, String(packages), String(settings), ...names].join("\0"));
  }

  /** SHA-256 of all sources in `functions/`, by path relative to the root. */
  #hashSources(): Map<string, string> {
    const files = fs
      .readdirSync(path.join(this.root, "functions"), { recursive: true, encoding: "utf8" })
      .filter((file) => /(?<!\.test)\.(?:tsx?|jsx?|json)$/.test(file))
      .map((file) => `functions/${file.replaceAll(path.sep, "/")}`)
      .sort();
    return new Map(files.map((file) => [file, sha256(fs.readFileSync(path.join(this.root, file)))]));
  }
}

function readRecords(file: string): Record<string, BundleRecord> {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, BundleRecord>;
  } catch {
    return {};
  }
}

function readIfThere(file: string): Buffer | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file) : undefined;
}

/** Whole or not at all: another run of the program may be reading the file. */
function write(file: string, content: string | Uint8Array): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${String(process.pid)}`;
  fs.writeFileSync(draft, content);
  fs.renameSync(draft, file);
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
