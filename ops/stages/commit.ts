import { execa } from "execa";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";

/** The commit that is checked out. */
export interface Commit {
  /** SHA-1 of the commit. */
  commit: string;
  /** SHA-1 of its files: the same for commits that differ in nothing else than message or parents. */
  tree: string;
  /** ISO 8601. */
  committedAt: string;
  /** Whether the work tree has no changes and no new files. */
  clean: boolean;
}

/** Reads the commit of a checkout. @throws UserError for a folder that is not a git checkout with a commit. */
export async function headCommit(checkout = repoRoot): Promise<Commit> {
  const git = async (...args: string[]): Promise<string> => {
    const { failed, stdout } = await execa("git", args, { cwd: checkout, reject: false, stdin: "ignore" });
    if (failed)
      throw new UserError(
        `git cannot read the commit of ${checkout}`,
        "Run the command in a clone of the repository, with git installed.",
      );
    return stdout;
  };
  const [commit = "", tree = "", at = ""] = (await git("log", "-1", "--format=%H%n%T%n%cI")).split("\n");
  const changes = await git("status", "--porcelain");
  return { commit, tree, committedAt: new Date(at).toISOString(), clean: changes === "" };
}

/** SHA-1 of the files of a commit; `undefined` when the clone does not have the commit. */
export async function treeOf(commit: string, checkout = repoRoot): Promise<string | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", `${commit}^{tree}`];
  const { failed, stdout } = await execa("git", args, { cwd: checkout, reject: false, stdin: "ignore" });
  return failed ? undefined : stdout;
}
