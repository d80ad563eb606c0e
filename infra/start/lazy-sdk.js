"use strict";
const fs = require("node:fs");
const { Module } = require("node:module");
const path = require("node:path");

/*
 * At every start the Pulumi SDK loads its Automation API (with an npm client in it), the serialisation of closures
 * (with the TypeScript compiler), a client for collectors of traces, and all 240 services of AWS, and has V8 report each
 * script to an inspector. No resource of this program uses any of it but a dozen services, and loading is most of what
 * a preview of nothing takes. Each of these modules is given a stand-in, which loads it when something in it is used.
 */

/** Delays the modules that the program does not use. Best called before the SDK is loaded; what is there stays. */
function delayUnused() {
  const sdk = path.dirname(require.resolve("@pulumi/pulumi"));
  const inSdk = (file) => path.join(sdk, file);
  delay(inSdk("automation/index.js"), whole);
  delay(inSdk("runtime/closure/serializeClosure.js"), eachFunction);
  delay(inSdk("runtime/closure/codePaths.js"), eachFunction);
  // Only a closure that is serialised asks the inspector which script it is from.
  delay(inSdk("runtime/closure/v8Hooks.js"), (load, name) =>
    name === "isInitializedAsync" ? () => Promise.resolve() : eachFunction(load, name),
  );
  // `--tracing` tells the runner of a collector. Without one a span records nothing, whoever makes it.
  if (!process.argv.includes("--tracing")) {
    delay(inSdk("cmd/run/tracing.js"), (load, name) =>
      name === "newSpan"
        ? (span) => openTelemetry(sdk).trace.getTracer("").startSpan(span)
        : eachFunction(load, name),
    );
  }
  // Maps every stack trace of the process; `program.js` maps those of errors, from maps that are not in files.
  delay(require.resolve("source-map-support/register", { paths: [sdk] }), whole);
  for (const service of awsServices()) delay(service, whole);
}

function openTelemetry(sdk) {
  return require(require.resolve("@opentelemetry/api", { paths: [sdk] }));
}

/** The modules of the services in `@pulumi/aws`. `types` is left as it is: its index lists what is in it. */
function awsServices() {
  const aws = path.dirname(require.resolve("@pulumi/aws"));
  return fs
    .readdirSync(aws, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "types")
    .map((entry) => path.join(aws, entry.name, "index.js"));
}

/** For a module that is taken as a whole: nothing in it is looked at before its use. */
const whole = (load, name) => load()[name];

/** For a module whose functions are taken out of it one by one as others load. */
const eachFunction =
  (load, name) =>
  (...given) =>
    load()[name](...given);

/**
 * Puts a module into the cache that gives way to the one of the file as soon as that is needed.
 * @param get gives what the module has by a name, from what `load()` gives where it has to.
 */
function delay(file, get) {
  if (require.cache[file] !== undefined) return;
  let loaded;
  const load = () => {
    if (loaded === undefined) {
      if (require.cache[file] === lazy) delete require.cache[file];
      loaded = require(file);
    }
    return loaded;
  };
  const exports = new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : get(load, name)) });
  const lazy = Object.assign(new Module(file), { filename: file, loaded: true, exports });
  require.cache[file] = lazy;
}

module.exports = { delayUnused };
