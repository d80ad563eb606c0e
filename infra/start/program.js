"use strict";
/*
 * What starts a program of this repository. Plain JavaScript: the usual way, from `index.ts` through ts-node, loads the
 * TypeScript compiler and takes a second longer at every preview. The types are checked by `npm run lint`.
 */
const Module = require("node:module");
const path = require("node:path");
const { cacheFolder, compile } = require("./compile");
const { lightenSdk } = require("./lazy-sdk");

/** The message of a mistake in the sources, where it is, and nothing else. */
function refuse(error) {
  const problems = (error.errors ?? []).map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`,
  );
  if (problems.length === 0) throw error;
  // Lets Pulumi print the message alone, as for its own RunError.
  throw Object.assign(new Error(problems.join("\n")), { __pulumiRunError: true, stack: problems.join("\n") });
}

/** Gives an error a stack with the lines of the sources in place of those of the JavaScript. */
function mapStack(compiled, error) {
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

/**
 * Compiles `infra/` and `functions/` and runs a program in them.
 * @param entry its first file, TypeScript.
 * @returns what it exports: the outputs of its stack.
 */
function run(entry) {
  let compiled;
  try {
    compiled = compile(path.resolve(module.path, "../.."), ["infra", "functions"]);
  } catch (error) {
    refuse(error);
  }
  Module._extensions[".ts"] = (module, file) => {
    const code = compiled.get(file);
    if (code === undefined) throw new Error(`${file} is not part of the program (infra/, functions/)`);
    module._compile(code, file);
  };

  // The engine's runner maps the stack of every registration, half a second a preview. Only an error's is ever read.
  Error.prepareStackTrace = undefined;
  const map = (error) => mapStack(compiled, error);
  process.prependListener("uncaughtException", map);
  process.prependListener("unhandledRejection", map);

  // From Node 22 on: what V8 made of the modules is kept from run to run.
  Module.enableCompileCache?.(cacheFolder("v8"));
  lightenSdk();
  try {
    return require(entry);
  } catch (error) {
    map(error);
    throw error;
  }
}

module.exports = { run };
