"use strict";
/* Bundles the TypeScript of a program in one pass and runs it: docs/decisions/0004. */
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");

// Node 22 and later keep compiled modules between runs, which saves 0.3 s. First, since the SDK is the largest of them.
Module.enableCompileCache?.();

const { RunError } = require("@pulumi/pulumi");
const esbuild = require("esbuild");

const root = path.dirname(__dirname);

// Pulumi's runner maps the stack trace of every registration to TypeScript. Here only those of errors are mapped.
Error.prepareStackTrace = undefined;

/**
 * Runs a program and returns the outputs of its stack.
 * @param entry its TypeScript. Default: the platform's, since Pulumi's runner gives no argument.
 */
module.exports = async (entry = path.join(__dirname, "index.ts")) => {
  // Never written: a name for stack traces.
  const outfile = path.join(root, "dist", "program.js");
  const options = { bundle: true, packages: "external", platform: "node", target: "node20" };
  const output = { outfile, write: false, sourcemap: "external", logLevel: "silent" };
  const { outputFiles } = await esbuild
    .build({ absWorkingDir: root, entryPoints: [entry], ...options, ...output })
    .catch((error) => {
      // The message names file and line of each mistake; Pulumi prints a RunError without a stack trace.
      throw new RunError(error.message);
    });
  const [map, code] = outputFiles.map(({ text }) => text);
  for (const event of ["uncaughtException", "unhandledRejection"])
    process.prependListener(event, (error) => mapStack(error, outfile, map));
  const module = { exports: {} };
  const run = vm.compileFunction(code, ["module", "exports", "require", "__dirname"], {
    filename: outfile,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  run(module, module.exports, require, __dirname);
  return module.exports;
};

/** Replaces places in the bundle by those in the TypeScript, in an error and its causes. */
function mapStack(error, bundle, map) {
  if (typeof error?.stack !== "string") return;
  const sources = new Module.SourceMap(JSON.parse(map));
  const frame = new RegExp(`${bundle.replace(/\W/g, "\\$&")}:(\\d+):(\\d+)`, "g");
  error.stack = error.stack.replace(frame, (unmapped, line, column) => {
    const { fileName, lineNumber, columnNumber } = sources.findOrigin(Number(line), Number(column));
    if (fileName === undefined) return unmapped;
    return `${path.resolve(path.dirname(bundle), fileName)}:${lineNumber}:${columnNumber}`;
  });
  mapStack(error.cause, bundle, map);
}
