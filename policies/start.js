"use strict";
/*
 * Entry of the pack: the engine runs it through `@pulumi/pulumi/cmd/run-policy-pack`. Plain JavaScript, since a start
 * from `index.ts` would be type-checked by ts-node first and take seconds; the types are checked by `npm run lint`.
 */
const { Module, createRequire } = require("node:module");
const path = require("node:path");

/*
 * The policy SDK takes `asset` and `Output` from `@pulumi/pulumi`, whose index would load the Automation API and the
 * npm client with it: 650 modules, a third of a second. Any other export loads the index after all.
 */
function lightenSdk() {
  const file = require.resolve("@pulumi/pulumi");
  const fromSdk = createRequire(file);
  const exports = new Proxy(
    {},
    {
      get: (_, name) => {
        if (name === "__esModule") return true;
        if (name === "asset") return fromSdk("./asset");
        if (name === "Output") return fromSdk("./output").Output;
        delete require.cache[file];
        return fromSdk("./index")[name];
      },
    },
  );
  require.cache[file] = Object.assign(new Module(file), { filename: file, loaded: true, exports });
}

/** Bundles the TypeScript of the pack in memory (some 40 ms) and runs it. */
function run(entry) {
  // One call only: a worker thread for it takes longer to start than the call.
  process.env.ESBUILD_WORKER_THREADS = "0";
  const { outputFiles } = require("esbuild").buildSync({
    entryPoints: [entry],
    bundle: true,
    logLevel: "silent",
    packages: "external",
    platform: "node",
    sourcemap: "inline",
    target: "node20",
    write: false,
  });
  // Runner and ts-node look for source maps on disk; Node itself finds the one inside the bundle.
  Error.prepareStackTrace = undefined;
  process.setSourceMapsEnabled(true);
  const pack = new Module(entry, module);
  pack.filename = entry;
  pack.paths = module.paths;
  pack._compile(outputFiles[0].text, entry);
}

// The SDK reads the pack's version from `package.json` in the working directory.
process.chdir(module.path);
lightenSdk();
run(path.join(module.path, "index.ts"));
