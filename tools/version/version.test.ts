import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { repoRoot } from "../../common/paths";
import { nextVersion, writeVersion } from "./index";

let checkout: string;
const read = (name: string): string => fs.readFileSync(path.join(checkout, name), "utf8");
const git = (...args: string[]) =>
  execa("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd: checkout });
const commit = (message: string) => git("commit", "--allow-empty", "--quiet", "--message", message);

beforeEach(async () => {
  checkout = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-version-"));
  await git("init", "--quiet");
  fs.copyFileSync(path.join(repoRoot, "cliff.toml"), path.join(checkout, "cliff.toml"));
  fs.writeFileSync(path.join(checkout, "CHANGELOG.md"), "# Changelog\n\n## Unreleased\n\n- Set it.\n");
  fs.writeFileSync(path.join(checkout, "package.json"), '{"name":"a","version":"1.2.3"}');
  const lock = {
    version: "1.2.3",
    packages: { "": { name: "a", version: "1.2.3" }, b: { version: "9.0.0" } },
  };
  fs.writeFileSync(path.join(checkout, "package-lock.json"), JSON.stringify(lock));
  await git("add", ".");
  await commit("feat: begin");
  await git("tag", "v1.2.3");
});
afterEach(() => {
  fs.rmSync(checkout, { recursive: true });
});

test.each([
  [["fix(auth): a"], "1.2.4"],
  [["fix: a", "feat(photos): b", "docs: c"], "1.3.0"],
  [["feat!: a"], "2.0.0"],
])("after %j comes %s", async (messages, version) => {
  for (const message of messages) await commit(message);
  expect((await nextVersion(checkout)).version).toBe(version);
});

test("files get the version, its notes, and its commits but those that change nothing for users", async () => {
  for (const message of ["feat(photos): crop", "docs: say so"]) await commit(message);
  const next = await nextVersion(checkout, new Date("2026-11-28T10:00:00Z"));
  expect(read("CHANGELOG.md")).not.toContain("1.3.0");
  writeVersion(next, checkout);
  expect(read("CHANGELOG.md")).toMatch(/## Unreleased\n\n## 1\.3\.0 \(2026-11-28\)\n\n- Set it\.\n\n/);
  expect(read("CHANGELOG.md")).toContain("- **photos**: crop");
  expect(read("CHANGELOG.md")).not.toMatch(/say so|begin/);
  expect(JSON.parse(read("package.json"))).toEqual({ name: "a", version: "1.3.0" });
  expect(JSON.parse(read("package-lock.json"))).toEqual({
    version: "1.3.0",
    packages: { "": { name: "a", version: "1.3.0" }, b: { version: "9.0.0" } },
  });
});

test("candidates are no versions: the next one counts from the last release", async () => {
  await commit("feat: a");
  await git("tag", "v1.3.0-rc.1");
  expect((await nextVersion(checkout)).version).toBe("1.3.0");
  await commit("fix: b");
  await git("tag", "v1.3.0-rc.2");
  const next = await nextVersion(checkout);
  expect(next.version).toBe("1.3.0");
  expect(next.changelog).toMatch(/- b\n/);
  expect(next.changelog).toMatch(/- a\n/);
  writeVersion(next, checkout);
  await git("commit", "--all", "--quiet", "--message", "chore(release): v1.3.0");
  await expect(nextVersion(checkout)).rejects.toThrow("the version 1.3.0 is in CHANGELOG.md and has no tag");
  await git("tag", "v1.3.0");
  await commit("fix: c");
  const later = await nextVersion(checkout);
  expect(later.version).toBe("1.3.1");
  expect(later.changelog.split("## 1.3.0")[0]).not.toMatch(/- [ab]\n/);
});

test("a commit that has a version gets no other one", async () => {
  await expect(nextVersion(checkout)).rejects.toThrow("this commit is v1.2.3 already");
});
