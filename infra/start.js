"use strict";
/*
 * Entry of the program. Plain JavaScript: the usual way, from `index.ts` through ts-node, loads the TypeScript compiler
 * and takes a second longer at every preview. The types are checked by `npm run lint`.
 */
const Module = require("node:module");
const path = require("node:path");
const { cacheFolder, compile } = require("./start/compile");
const { lightenSdk } = require("./start/lazy-sdk");

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
  compiled = compile(path.resolve(module.path, ".."), ["infra", "functions"]);
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

// From Node 22 on: what V8 made of the modules is kept from run to run.
Module.enableCompileCache?.(cacheFolder("v8"));
lightenSdk();
try {
  module.exports = require("./index.ts");
} catch (error) {
  mapStack(error);
  throw error;
}
