import util from "node:util";

// Node 20 takes a minute and gigabytes to colour a stack trace that names a file directly in a scoped package
// (`node_modules/@pulumi/resource.ts`, as source maps of the SDK do). The Pulumi runtime prints every error of a
// program in colour, so an ordinary mistake would seem to hang. Later versions of Node are not touched.
if (Number(process.versions.node.split(".")[0]) < 22) {
  const inspect = util.inspect;
  const colourless = (value: unknown, options?: util.InspectOptions): string =>
    inspect(value, value instanceof Error ? { ...options, colors: false } : options);
  util.inspect = Object.assign(colourless as typeof util.inspect, inspect);
}
