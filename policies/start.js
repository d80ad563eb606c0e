"use strict";
/*
 * Entry of the pack. The engine runs a pack through `@pulumi/pulumi/cmd/run-policy-pack`, which loads the TypeScript
 * compiler first, half a second of work that nothing here needs: the types are checked by `npm run lint`. So
 * `PulumiPolicy.yaml` has Node load this file before the runner, and the runner is left out. A language host that
 * passes no `nodeargs` on runs the runner, which loads this file as the pack's `main`: the same, but later.
 */
const crypto = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const os = require("node:os");
const path = require("node:path");
const vm = require("node:vm");

/** TypeScript and JSON that the pack is made of. */
function sources() {
  return fs
    .readdirSync(module.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$|\.json$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !path.relative(module.path, file).startsWith("node_modules"))
    .sort();
}

/** Changes with whatever the bundle is made from: sources, libraries, Node. */
function fingerprint() {
  const hash = crypto.createHash("sha256").update(`${process.version} ${process.arch}`);
  const own = require(path.join(module.path, "package.json"));
  for (const file of [module.filename, ...sources()]) {
    hash.update(path.relative(module.path, file)).update(fs.readFileSync(file));
  }
  for (const name of Object.keys(own.dependencies)) hash.update(require(`${name}/package.json`).version);
  return hash.digest("hex").slice(0, 32);
}

/** Bundles the TypeScript of the pack, libraries included: one file is loaded in half the time of a hundred. */
function bundle() {
  // One call only: a worker thread for it takes longer to start than the call.
  process.env.ESBUILD_WORKER_THREADS = "0";
  const { outputFiles } = require("esbuild").buildSync({
    entryPoints: [path.join(module.path, "index.ts")],
    bundle: true,
    logLevel: "silent",
    platform: "node",
    target: "node20",
    write: false,
  });
  return outputFiles[0].text;
}

/** Where made bundles are kept, with what V8 made of them. `undefined` where nothing can be kept. */
function cache() {
  const base = process.env.XDG_CACHE_HOME;
  const root = base !== undefined && path.isAbsolute(base) ? base : path.join(os.homedir(), ".cache");
  const directory = path.join(root, "sjc1990app", "policies");
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  } catch {
    return undefined;
  }
}

function read(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Writes in one step, so that a pack which starts at the same time reads all of it or nothing. */
function keep(file, content) {
  const partial = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(partial, content, { mode: 0o600 });
    fs.renameSync(partial, file);
  } catch {
    fs.rmSync(partial, { force: true });
  }
}

/** Removes the bundles of earlier sources, so that the folder does not grow. */
function tidy(directory, name) {
  for (const file of fs.readdirSync(directory)) {
    if (file.startsWith(name)) continue;
    const full = path.join(directory, file);
    if (Date.now() - fs.statSync(full).mtimeMs > 7 * 86_400_000) fs.rmSync(full, { force: true });
  }
}

function run() {
  const directory = cache();
  const name = directory === undefined ? undefined : fingerprint();
  const file =
    directory === undefined ? path.join(module.path, "pack.js") : path.join(directory, `${name}.js`);
  const kept = directory === undefined ? undefined : read(file);
  const text = kept === undefined ? bundle() : kept.toString("utf8");
  const cachedData = kept === undefined ? undefined : read(`${file}.v8`);
  const script = new vm.Script(Module.wrap(text), { filename: file, cachedData });
  const pack = new Module(file, module);
  pack.filename = file;
  pack.paths = module.paths;
  script.runInThisContext().call(pack.exports, pack.exports, require, pack, file, path.dirname(file));
  if (directory === undefined) return;
  if (kept === undefined) keep(file, text);
  if (cachedData === undefined || script.cachedDataRejected) {
    // After the run, so that it holds the functions that a start needs.
    setTimeout(() => {
      keep(`${file}.v8`, script.createCachedData());
      tidy(directory, name);
    }, 200).unref();
  }
}

/** The runner, when this file is loaded before it; else `undefined`. */
function runner() {
  if (require.main !== undefined || process.argv[1] === undefined) return undefined;
  try {
    const main = require.resolve(process.argv[1]);
    return /[\\/]run-policy-pack[\\/]index\.js$/.test(main) ? main : undefined;
  } catch {
    return undefined;
  }
}

/** A mistake in the sources is said in a line each, where it is; anything else is a defect and shows its stack. */
function refuse(error) {
  const problems = (error.errors ?? []).map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`,
  );
  process.stderr.write(`${problems.length === 0 ? error.stack : problems.join("\n")}\n`);
  process.exit(1);
}

const replaced = runner();
if (replaced !== undefined || require.main !== undefined) {
  try {
    run();
  } catch (error) {
    refuse(error);
  }
}
if (replaced !== undefined) {
  require.cache[replaced] = Object.assign(new Module(replaced), { filename: replaced, loaded: true });
}
