import { terminalProgress } from "../common/progress";
import { command } from "./command";

export const permissionsCommand = command(
  "permissions",
  "generate the inventory behind the deploy permissions",
)
  .description(
    "Generates infra/lib/deploy-permissions/registered.json, the inventory of what the program registers. The " +
      "account project (infra/account) derives the permissions of the deploy role from it.",
  )
  .action(async () => {
    const { writePermissions } = await import("../tools/generate/permissions.js");
    await writePermissions();
    terminalProgress().step("Wrote infra/lib/deploy-permissions/registered.json");
  });
