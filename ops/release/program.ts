import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "../../common/errors";
import { LOCAL_STACK } from "../../local/cloud";
import type { Stage } from "../stages/stage";
import type { Program } from "./record";

/**
 * The commit that a checkout is at.
 * @throws UserError when it is no git repository, and when it has changes that are not committed, which only the stack
 * local may have.
 */
export function programOf({ name, projectDir }: Pick<Stage, "name" | "projectDir">): Program {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: projectDir, encoding: "utf8", stdio: "pipe" }).trim();
  let head: string;
  try {
    head = git("show", "--no-patch", "--format=%H %cI", "HEAD");
  } catch {
    throw new UserError("the program is in no git repository", "Release from a clone of the repository.");
  }
  const changed = git("status", "--porcelain");
  if (name !== LOCAL_STACK && changed !== "")
    throw new UserError(
      `the checkout has changes that are not committed:\n${changed}`,
      "Commit or remove them: a release must be a commit that others can deploy again.",
    );
  const [commit = "", committedAt = ""] = head.split(" ");
  const manifest = fs.readFileSync(path.join(projectDir, "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  return { commit, committedAt: new Date(committedAt).toISOString(), version };
}

/** Who releases: in a GitHub workflow the actor and the run, else the user and the host. */
export function actor(env: NodeJS.ProcessEnv = process.env): string {
  const {
    GITHUB_ACTOR: name,
    GITHUB_SERVER_URL: server,
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: run,
  } = env;
  if (name !== undefined && run !== undefined)
    return `${name} (${String(server)}/${String(repository)}/actions/runs/${run})`;
  return `${os.userInfo().username}@${os.hostname()}`;
}
