import * as fs from "node:fs";
import * as path from "node:path";

import { currentInventory, inventoryFile, renderInventory } from "../infra/offline/inventory";
import { repoRoot } from "../common/paths";

const HELP = `Usage: npm run permissions

Writes infra/lib/deploy-permissions/registered.json: what the program registers, from which the account project
(infra/account) makes the permissions of deployments. A test fails while it is stale.
`;

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  fs.writeFileSync(inventoryFile, renderInventory(await currentInventory()));
  process.stderr.write(`• ${path.relative(repoRoot, inventoryFile)} written\n`);
  return 0;
}
