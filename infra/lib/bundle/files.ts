import { existsSync, readdirSync, readFileSync, statSync, type BigIntStats } from "node:fs";
import { createHash } from "node:crypto";
import * as path from "node:path";

/** What is known of a file from an earlier run. */
export interface FileRecord {
  sha256: string;
  /** Size, inode and times of the file when it was read. */
  signature: string;
}

/** A change within this time, ns, may leave no trace in the times of a file. */
const CLOCK = 1_000_000_000n;

/** Hex SHA-256. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * The contents of files as hashes. Our own sources are read each time. Files of packages, of which there are many, are
 * taken as unchanged when size, inode and times are: npm sets none of a file's times but the time of modification.
 */
export class Files {
  readonly #startedAt = BigInt(Date.now()) * 1_000_000n;
  readonly #hashes = new Map<string, string>();
  readonly #lines = new Map<string, string>();
  readonly #records = new Map<string, FileRecord>();

  /** @param root of the checkout. @param known from earlier runs. */
  constructor(
    private readonly root: string,
    private readonly known: ReadonlyMap<string, FileRecord>,
  ) {}

  /** What was learnt of files of packages, for the next run. */
  get records(): ReadonlyMap<string, FileRecord> {
    return this.#records;
  }

  /**
   * Whether a file is the same now as it was when this object was made; in doubt it is not. Only then does a hash
   * that is taken now tell what a process has read meanwhile.
   */
  isSettled(file: string): boolean {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stats !== undefined && this.#isOld(stats);
  }

  /** Hash of a file's content; `none` where there is no such file. */
  hash(file: string): string {
    let hash = this.#hashes.get(file);
    if (hash === undefined) {
      hash = this.#read(file);
      this.#hashes.set(file, hash);
    }
    return hash;
  }

  /**
   * A hash over files and, for our own sources, over the names in their folders: a new file there may be found in place
   * of another, as `a.ts` is before `a/index.ts`. Paths count relative to the root.
   */
  state(inputs: readonly string[]): string {
    const folders = new Set<string>();
    for (const file of inputs) {
      if (isOfPackage(file)) continue;
      const folder = path.dirname(file);
      folders.add(folder);
      if (path.basename(file).startsWith("index.")) folders.add(path.dirname(folder));
    }
    const names = [...folders].sort().map((folder) => this.#line(folder, () => namesIn(folder).join()));
    return sha256([...inputs.map((file) => this.#line(file, () => this.hash(file))), ...names].join("\n"));
  }

  /** A line of what {@link state} is made of; most occur for many entries. */
  #line(file: string, content: () => string): string {
    let line = this.#lines.get(file);
    if (line === undefined) {
      line = `${path.relative(this.root, file)} ${content()}`;
      this.#lines.set(file, line);
    }
    return line;
  }

  #read(file: string): string {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return "none";
    if (!isOfPackage(file)) return sha256(readFileSync(file));
    const signature = [stats.size, stats.ino, stats.mtimeNs, stats.ctimeNs].join();
    const known = this.known.get(file);
    const hash = known?.signature === signature ? known.sha256 : sha256(readFileSync(file));
    if (this.#isOld(stats)) this.#records.set(file, { sha256: hash, signature });
    return hash;
  }

  #isOld({ mtimeNs, ctimeNs }: BigIntStats): boolean {
    return (mtimeNs > ctimeNs ? mtimeNs : ctimeNs) < this.#startedAt - CLOCK;
  }
}

/** Names in a folder that an import may mean. */
function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[^.]+$|\.(?:[cm]?[jt]sx?|json|css)$/.test(name) && !/\.test\.[jt]s$/.test(name))
    .sort();
}

function isOfPackage(file: string): boolean {
  return file.includes(`${path.sep}node_modules${path.sep}`);
}
