import * as fs from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../../../common/paths";
import { version } from "../../../package.json";
import type { Check } from "../check";
import { ownCommand } from "../own-command";
import { failedForUsers } from "../users";
import type { PostflightContext } from "./context";

/** The documents are those of what is deployed. */
export const documents: Check<PostflightContext> = {
  name: "documents",
  summary: "generated documents are up to date, and CHANGELOG.md has the version",
  async run(context) {
    const changelog = fs.readFileSync(path.join(repoRoot, "CHANGELOG.md"), "utf8");
    if (!hasVersion(changelog, version))
      return failedForUsers(
        context,
        `CHANGELOG.md has no version ${version}`,
        "Write it: npm run next-version. See docs/operations.md.",
      );
    return ownCommand(["test", "tools/generate"], context);
  },
};

/** Whether a changelog has a heading of a version. */
export function hasVersion(changelog: string, wanted: string): boolean {
  return changelog.split("\n").some((line) => /^## \[?([\d.]+)/.exec(line)?.[1] === wanted);
}
