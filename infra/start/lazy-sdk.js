"use strict";
const { Module } = require("node:module");
const path = require("node:path");

/*
 * The Pulumi SDK loads its Automation API (with an npm client in it) and the serialisation of closures (with the
 * TypeScript compiler) at every start: 800 modules, most of a second, of which no resource of this program uses one.
 */

/** Modules that the SDK takes as a whole; nothing in them is looked at before its use. */
const namespaces = ["automation/index.js"];
/** Modules of functions, which the SDK takes one by one as it loads. */
const functions = ["runtime/closure/serializeClosure.js", "runtime/closure/codePaths.js"];

/** Makes the parts of the Pulumi SDK that the program does not use load at their first use. Call before the SDK loads. */
function lightenSdk() {
  const sdk = path.dirname(require.resolve("@pulumi/pulumi"));
  for (const file of namespaces) standIn(path.join(sdk, file), (load, name) => load()[name]);
  for (const file of functions) {
    standIn(
      path.join(sdk, file),
      (load, name) =>
        (...given) =>
          load()[name](...given),
    );
  }
  dropPromiseStacks(require(path.join(sdk, "runtime/debuggable.js")));
}

/** Each of some thousand promises would format a stack trace that is read only where leaks of promises are looked for. */
function dropPromiseStacks(debuggable) {
  const { debuggablePromise, debugPromiseLeaks } = debuggable;
  if (debugPromiseLeaks || typeof debuggablePromise !== "function") return;
  debuggable.debuggablePromise = (...given) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...given);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

/** Puts a module into the cache that gives way to the one of the file as soon as that is needed. */
function standIn(file, get) {
  if (require.cache[file] !== undefined) return;
  const load = () => {
    if (require.cache[file] === lazy) delete require.cache[file];
    return require(file);
  };
  const exports = new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : get(load, name)) });
  const lazy = Object.assign(new Module(file), { filename: file, loaded: true, exports });
  require.cache[file] = lazy;
}

module.exports = { lightenSdk };
