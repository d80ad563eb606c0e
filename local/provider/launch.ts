import { readFileSync, renameSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import * as path from "node:path";
import { Script } from "node:vm";

/**
 * Runs the bundled plugin from V8's code cache: compiling is most of what a start costs. The cache is written when a
 * process ends that found none it could use (first run, another Node), with the functions that it needed.
 */

/** Parts of the plugin that are loaded when they are first used: a preview does without the SDK's clients. */
const delayed = ["clients.cjs", "signing.cjs"] as const;
type Part = "provider.cjs" | (typeof delayed)[number];

const nodeRequire = createRequire(__filename);
const loaded = new Map<Part, unknown>();
const uncached = new Map<Part, Script>();

function load(part: Part): unknown {
  if (loaded.has(part)) return loaded.get(part);
  const file = path.join(__dirname, part);
  const cachedData = readIfThere(cacheOf(part));
  const script = new Script(Module.wrap(readFileSync(file, "utf8")), {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (cachedData === undefined || script.cachedDataRejected) uncached.set(part, script);
  const module = { exports: {} };
  loaded.set(part, module.exports);
  const run = script.runInThisContext() as (...of: unknown[]) => void;
  run(module.exports, requirePart, module, file, __dirname);
  loaded.set(part, module.exports);
  return module.exports;
}

function requirePart(id: string): unknown {
  const part = delayed.find((name) => id === `./${name}`);
  return part === undefined ? nodeRequire(id) : load(part);
}

const cacheOf = (part: Part): string => path.join(__dirname, `${part}.cache`);

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

process.on("exit", () => {
  for (const [part, script] of uncached) {
    try {
      const draft = `${cacheOf(part)}.${process.pid}`;
      writeFileSync(draft, script.createCachedData());
      renameSync(draft, cacheOf(part));
    } catch {
      // A folder that cannot be written costs the next start some time and nothing else.
    }
  }
});

load("provider.cjs");
