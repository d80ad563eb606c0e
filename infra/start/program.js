"use strict";
/*
 * What starts a program of this repository. Plain JavaScript: the usual way, from `index.ts` through ts-node, loads the
 * TypeScript compiler and takes a second longer at every preview. The types are checked by `npm run lint`.
 */
const Module = require("node:module");
const path = require("node:path");
const { setImmediate } = require("node:timers/promises");
const { compile } = require("./compile");
const { quietenSdk } = require("./quiet-sdk");

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
 * Compiles `infra/` and `functions/` and gives a program in them, as a function for the SDK's runner to call.
 * @param entry its first file, TypeScript; it exports the outputs of the stack.
 * @param ahead files that it imports anyway, in the order of their need. They are loaded one after the other: the
 * engine, which would have nothing to do until all is loaded, takes up the resources of one while the next one loads.
 */
function program(entry, ahead = []) {
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

  require("./preload");
  quietenSdk();
  return async () => {
    try {
      for (const file of ahead) {
        require(file);
        // Lets go out what waits for it: the calls that register resources.
        await setImmediate();
      }
      return require(entry);
    } catch (error) {
      map(error);
      throw error;
    }
  };
}

module.exports = { program };
