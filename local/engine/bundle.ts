import * as fs from "node:fs/promises";
import * as path from "node:path";

/** Quotes a word for sh. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Runs Node from PATH, as the official language host does, so that a version manager decides. Without one: the Node that
 * built the bundle.
 */
const launcher = (node: string): string => `#!/bin/sh
node=$(command -v node) || node=${quote(node)}
exec "$node" "\${0%/*}/language-host.cjs" "$@"
`;

/**
 * Writes the language host into the directory of a built CLI: one file with all its libraries, since it runs outside any
 * `node_modules`, and a launcher with the name that the CLI expects.
 */
export async function bundleLanguageHost(binDir: string): Promise<void> {
  const { build } = await import("esbuild");
  await build({
    entryPoints: [path.join(__dirname, "language-host", "main.ts")],
    outfile: path.join(binDir, "language-host.cjs"),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "silent",
  });
  await fs.writeFile(path.join(binDir, "pulumi-language-nodejs"), launcher(process.execPath), {
    mode: 0o755,
  });
}
