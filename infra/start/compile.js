"use strict";
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { cacheFolder } = require("./cache-folder");

const options = {
  format: "cjs",
  logLevel: "silent",
  platform: "node",
  sourcemap: "external",
  target: "node20",
  write: false,
};

/** TypeScript below a folder that a program may load. */
function sources(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/**
 * JavaScript and source maps of all TypeScript below some folders, by path: `file.ts`, `file.ts.map`. Compiled in one
 * call, and only when some source is not as it was at the last time.
 * @throws esbuild's error with `errors`, each with its place, for a mistake in the sources.
 */
function compile(root, folders) {
  const files = folders.flatMap((folder) => sources(path.join(root, folder))).sort();
  const texts = files.map((file) => fs.readFileSync(file));
  const esbuild = require.resolve("esbuild/package.json");
  const key = createHash("sha256").update(JSON.stringify([root, files, options]));
  for (const text of [fs.readFileSync(esbuild), ...texts]) key.update(`${String(text.length)}:`).update(text);
  const cache = new Cache(root, key.digest("hex"));
  return new Map(cache.read() ?? cache.write(transpile(root, files)));
}

function transpile(root, files) {
  // One call only: a worker thread for it takes longer to start than the call.
  process.env.ESBUILD_WORKER_THREADS = "0";
  const { outputFiles } = require("esbuild").buildSync({
    ...options,
    entryPoints: files,
    outbase: root,
    outdir: root,
  });
  return outputFiles.map(({ path: file, text }) => [file.replace(/\.js(?=$|\.map$)/, ".ts"), text]);
}

/** The last result of one checkout, beside the bundles of `lib/bundle/cache.ts`. One that cannot be used is none. */
class Cache {
  constructor(root, key) {
    this.folder = cacheFolder("program");
    this.file = path.join(
      this.folder,
      `${createHash("sha256").update(root).digest("hex").slice(0, 16)}.json`,
    );
    this.key = key;
  }

  read() {
    try {
      const { key, compiled } = JSON.parse(fs.readFileSync(this.file, "utf8"));
      return key === this.key ? compiled : undefined;
    } catch {
      return undefined;
    }
  }

  write(compiled) {
    try {
      fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      const draft = `${this.file}.${String(process.pid)}`;
      fs.writeFileSync(draft, JSON.stringify({ key: this.key, compiled }), { mode: 0o600 });
      fs.renameSync(draft, this.file);
    } catch {
      // The next start compiles again.
    }
    return compiled;
  }
}

module.exports = { compile };
