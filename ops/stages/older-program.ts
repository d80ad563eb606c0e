import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { UserError } from "../../common/errors";
import { linkModules } from "../program-copy";
import { silentProgress, type Progress } from "../../common/progress";
import { ensureProvider, installProvider } from "../../local/provider/build";

/** A commit of the program. */
export interface Ref {
  ref: string;
  commit: string;
}

/**
 * Finds the commit of a ref.
 * @throws UserError when the checkout is no git repository, or does not know the ref.
 */
export function resolveRef(checkout: string, ref: string): Ref {
  const { status, stdout, error } = spawnSync(
    "git",
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`],
    { cwd: checkout, encoding: "utf8" },
  );
  if (error !== undefined || status !== 0) {
    throw new UserError(
      `unknown git ref "${ref}"`,
      "Use a branch, tag or commit of this checkout. In a shallow clone, fetch the history first: git fetch --unshallow",
    );
  }
  return { ref, commit: stdout.trim() };
}

/**
 * Writes the program of a commit into a folder, with the npm packages of its own lock file. Uses those of this checkout
 * when both lock files are the same.
 * @throws UserError when git or npm fails.
 */
export function checkOut(checkout: string, { ref, commit }: Ref, dir: string, progress: Progress): void {
  fs.mkdirSync(dir, { recursive: true });
  const archive = `${dir}.tar`;
  try {
    must(
      spawnSync("git", ["archive", "--output", archive, commit], { cwd: checkout, encoding: "utf8" }),
      ref,
    );
    must(spawnSync("tar", ["-xf", archive], { cwd: dir, encoding: "utf8" }), ref);
  } finally {
    fs.rmSync(archive, { force: true });
  }
  if (sameFile(path.join(checkout, "package-lock.json"), path.join(dir, "package-lock.json"))) {
    linkModules(dir, checkout);
    return;
  }
  progress.step(`Installing the npm packages of ${ref}, which differ from those of this checkout`);
  const npm = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  must(spawnSync("npm", npm, { cwd: dir, encoding: "utf8" }), ref);
}

/** Installs the local provider under the version of `@pulumi/aws` that an older program asks for. */
export async function installOlderProvider(dir: string, home: string): Promise<void> {
  const provider = await ensureProvider(silentProgress);
  const file = path.join(dir, "node_modules", "@pulumi", "aws", "package.json");
  const { version } = JSON.parse(fs.readFileSync(file, "utf8")) as { version: string };
  if (version !== provider.version) installProvider({ ...provider, version, home });
}

function must(run: { status: number | null; stderr: string; error?: Error | undefined }, ref: string): void {
  if (run.error === undefined && run.status === 0) return;
  throw new UserError(
    `cannot prepare the program of ${ref}: ${run.error?.message ?? run.stderr.trim()}`,
    "Fix the cause and run the command again.",
  );
}

function sameFile(a: string, b: string): boolean {
  return fs.existsSync(b) && fs.readFileSync(a).equals(fs.readFileSync(b));
}
