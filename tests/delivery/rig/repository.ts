import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../../../common/paths";

/** The repository on GitHub: a commit on `main` with the files of this checkout. */
export class Repository {
  constructor(readonly dir: string) {
    const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: repoRoot,
      encoding: "utf8",
    });
    for (const file of files
      .split("\0")
      .filter((name) => name !== "" && fs.existsSync(path.join(repoRoot, name))))
      fs.cpSync(path.join(repoRoot, file), path.join(dir, file));
    this.git("init", "--quiet", "--initial-branch=main");
    // Jobs fetch the commit of their event.
    this.git("config", "uploadpack.allowAnySHA1InWant", "true");
  }

  get url(): string {
    return `file://${this.dir}`;
  }

  git(...args: string[]): string {
    const identity = ["user.name=test", "user.email=test@example.org", "commit.gpgsign=false", "gc.auto=0"];
    const config = identity.flatMap((setting) => ["-c", setting]);
    return execFileSync("git", [...config, ...args], {
      cwd: this.dir,
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  }

  /** Commits all files. @param branch a new one, or the current one. @returns the commit. */
  commit(message: string, branch?: string): string {
    if (branch !== undefined) this.git("checkout", "--quiet", "-B", branch);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", message);
    return this.git("rev-parse", "HEAD");
  }
}
