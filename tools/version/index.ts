import * as fs from "node:fs";
import * as path from "node:path";

import { execa } from "execa";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import { hasVersion, withVersion } from "./changelog";

/** The next version. */
export interface NextVersion {
  /** e.g. `1.2.0`. */
  version: string;
  /** CHANGELOG.md with it. */
  changelog: string;
}

/** git-cliff reads the commits since the last tag, without the network. */
async function cliff(checkout: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa("git-cliff", [...args], {
    ...{ cwd: checkout, preferLocal: true, localDir: repoRoot, stdin: "ignore" },
    env: { NO_COLOR: "1" },
  });
  return stdout;
}

/**
 * The next version by the conventional commits since the last tag: a breaking change gives a major version, a feature a
 * minor one, all else a patch.
 * @throws UserError when nothing was committed since the last tag, and when the version is made and not released yet.
 */
export async function nextVersion(checkout = repoRoot, today = new Date()): Promise<NextVersion> {
  const { stdout: head } = await execa("git", ["tag", "--points-at", "HEAD"], { cwd: checkout });
  if (/^v\d+\.\d+\.\d+$/m.test(head))
    throw new UserError(`this commit is ${head.trim()} already`, "Commit a change first.");
  const tag = await cliff(checkout, "--bumped-version");
  const commits = await cliff(checkout, "--unreleased", "--tag", tag, "--strip", "all");
  const version = tag.trim().replace(/^v/, "");
  const before = fs.readFileSync(path.join(checkout, "CHANGELOG.md"), "utf8");
  if (hasVersion(before, version))
    throw new UserError(
      `the version ${version} is in CHANGELOG.md and has no tag v${version}: it is not released yet`,
      "Add what changed to its section there. The next candidate is of the same version: npm run github:release",
    );
  return { version, changelog: withVersion(before, version, today.toISOString().slice(0, 10), commits) };
}

/** Writes the version into CHANGELOG.md, package.json and package-lock.json. */
export function writeVersion({ version, changelog }: NextVersion, checkout = repoRoot): void {
  const file = (name: string) => path.join(checkout, name);
  const change = (name: string, edit: (json: Record<string, unknown>) => void): void => {
    const json = JSON.parse(fs.readFileSync(file(name), "utf8")) as Record<string, unknown>;
    edit(json);
    fs.writeFileSync(file(name), `${JSON.stringify(json, undefined, 2)}\n`);
  };
  change("package.json", (json) => (json["version"] = version));
  change("package-lock.json", (json) => {
    json["version"] = version;
    const packages = json["packages"] as Record<string, Record<string, unknown>>;
    packages[""] = { ...packages[""], version };
  });
  fs.writeFileSync(file("CHANGELOG.md"), changelog);
}
