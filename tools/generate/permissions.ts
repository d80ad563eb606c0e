import { writeFileSync } from "node:fs";

import { currentInventory, inventoryFile, renderInventory } from "../../infra/offline/inventory";

/** Writes the inventory of what the program registers, from which the deploy role's permissions are made. */
export async function writePermissions(): Promise<void> {
  writeFileSync(inventoryFile, renderInventory(await currentInventory()));
}
