"use strict";
/*
 * Starts the pack: bundles its TypeScript and runs the result, in a tenth of a second. Pulumi would otherwise compile and
 * type-check every file with ts-node, which takes seconds. `npm run lint` checks the types.
 */
const path = require("node:path");
const vm = require("node:vm");
const { RunError } = require("@pulumi/pulumi");
const { build } = require("esbuild");

module.exports = async () => {
  const { outputFiles } = await build({
    absWorkingDir: __dirname,
    bundle: true,
    entryPoints: ["index.ts"],
    logLevel: "silent",
    packages: "external",
    platform: "node",
    target: "node20",
    write: false,
  }).catch((error) => {
    // Pulumi prints a RunError without a stack trace. The message has file, line and column of each mistake.
    throw new RunError(error.message);
  });
  const filename = path.join(__dirname, "pack.js");
  vm.compileFunction(outputFiles[0].text, ["require"], { filename })(require);
};
