import * as fs from "node:fs";
import * as path from "node:path";

import { bundleHandlers } from "../infra/lib/bundle";
import { handlerEntries } from "../infra/lib/handlers";
import { repoRoot } from "../common/paths";

const HELP = `Usage: npm run build

Bundles every handler into dist/, as a deployment would, and prints the sizes. A deployment does not need it:
the program bundles by itself.
`;

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  const dist = path.join(repoRoot, "dist");
  fs.rmSync(dist, { recursive: true, force: true });
  for (const { file, bytes } of (await bundleHandlers(handlerEntries())).values())
    process.stdout.write(`${(bytes / 1000).toFixed(1).padStart(7)} KB  dist/${file}\n`);
  return 0;
}
