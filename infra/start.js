"use strict";
/*
 * Entry of the program. Plain JavaScript: the usual way, from `index.ts` through ts-node, loads the TypeScript compiler
 * and takes a second longer at every preview. The types are checked by `npm run lint`.
 */
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const root = path.resolve(module.path, "..");

/** TypeScript below a folder that a program may load. */
function sources(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/** All of them as JavaScript by path, in one call of some 50 ms. */
function transpile(files) {
  // One call only: a worker thread for it takes longer to start than the call.
  process.env.ESBUILD_WORKER_THREADS = "0";
  const { outputFiles } = require("esbuild").buildSync({
    entryPoints: files,
    format: "cjs",
    logLevel: "silent",
    outbase: root,
    outdir: root,
    platform: "node",
    sourcemap: "external",
    target: "node20",
    write: false,
  });
  return new Map(outputFiles.map(({ path: file, text }) => [file.replace(/\.js(?=$|\.map$)/, ".ts"), text]));
}

/** The message of a mistake in the sources, where it is, and nothing else. */
function refuse(error) {
  const problems = (error.errors ?? []).map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`,
  );
  if (problems.length === 0) throw error;
  // Lets Pulumi print the message alone, as for its own RunError.
  throw Object.assign(new Error(problems.join("\n")), { __pulumiRunError: true, stack: problems.join("\n") });
}

let compiled;
try {
  compiled = transpile([...sources(module.path), ...sources(path.join(root, "functions"))]);
} catch (error) {
  refuse(error);
}
Module._extensions[".ts"] = (module, file) => {
  const code = compiled.get(file);
  if (code === undefined) throw new Error(`${file} is not part of the program (infra/, functions/)`);
  module._compile(code, file);
};
/** A stack with the lines of the sources in place of those of the JavaScript. */
function mapStack(error) {
  if (!(error instanceof Error) || typeof error.stack !== "string") return;
  error.stack = error.stack.replace(/([^\s()]+\.ts):(\d+):(\d+)/g, (frame, file, line, column) => {
    const map = compiled.get(`${file}.map`);
    if (map === undefined) return frame;
    const { originalLine, originalColumn } = new Module.SourceMap(JSON.parse(map)).findEntry(
      line - 1,
      column - 1,
    );
    return originalLine === undefined ? frame : `${file}:${originalLine + 1}:${originalColumn + 1}`;
  });
}

// The engine's runner maps the stack of every registration, half a second a preview. Only an error's is ever read.
Error.prepareStackTrace = undefined;
process.prependListener("uncaughtException", mapStack);
process.prependListener("unhandledRejection", mapStack);
try {
  module.exports = require("./index.ts");
} catch (error) {
  mapStack(error);
  throw error;
}
