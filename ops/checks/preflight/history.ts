import type { Check } from "../check";
import { ownCommand } from "../own-command";
import type { PreflightContext } from "./context";

/** gitleaks on the files and on the whole history. */
export const history: Check<PreflightContext> = {
  name: "history",
  summary: "no secret in the files or in the git history",
  run: (context) => ownCommand(["lint", "secrets"], context),
};
