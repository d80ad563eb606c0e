/** Drafts of releases on a fake of GitHub's API. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { execa } from "execa";

import { githubFrom, type GitHub } from "../client";
import { FakeGitHub } from "../testing/github";
import { draftRelease, releaseOf } from ".";

const CHANGELOG =
  "# Changelog\n\n## Unreleased\n\n- later\n\n## 1.2.0 (2026-11-28)\n\n- Set it.\n\n## 1.1.0\n\n- old\n";
const [first, second] = ["a".repeat(40), "b".repeat(40)];

let gitHub: FakeGitHub;
let client: GitHub;
beforeEach(async () => {
  gitHub = new FakeGitHub();
  const GITHUB_API_URL = await gitHub.start();
  client = githubFrom({ GITHUB_TOKEN: "t", GITHUB_REPOSITORY: "o/r", GITHUB_API_URL });
});
afterEach(() => {
  gitHub.stop();
});

const draft = (commit: string, more: { final?: boolean; version?: string } = {}) =>
  draftRelease(client, { version: "1.2.0", commit, changelog: CHANGELOG, ...more });

/** Somebody publishes a draft: GitHub makes its tag. */
function publish(tag: string): void {
  gitHub.releases.find(({ tag_name }) => tag_name === tag)!.draft = false;
  gitHub.tags.push(tag);
}
const drafts = () =>
  gitHub.releases.filter((one) => one.draft).map((one) => `${one.tag_name} ${one.target_commitish[0]!}`);

test("a candidate is a draft of a pre-release with the notes of its version, once", async () => {
  expect(await draft(first)).toBe(
    "Drafted v1.2.0-rc.1: publish it to release it. https://github.example/r/1",
  );
  expect(gitHub.releases).toMatchObject([
    {
      ...{ tag_name: "v1.2.0-rc.1", name: "v1.2.0-rc.1", target_commitish: first, body: "- Set it." },
      ...{ draft: true, prerelease: true },
    },
  ]);
  expect(await draft(first)).toBe("v1.2.0-rc.1 is there for this commit: https://github.example/r/1");
  publish("v1.2.0-rc.1");
  expect(await draft(first)).toMatch(/^v1\.2\.0-rc\.1 is there/);
  expect(gitHub.writes).toHaveLength(1);
});

test("a draft moves with main; a published candidate is followed by the next one", async () => {
  await draft(first);
  expect(await draft(second)).toMatch(/^The draft v1\.2\.0-rc\.1 was moved to this commit/);
  expect(drafts()).toEqual(["v1.2.0-rc.1 b"]);
  publish("v1.2.0-rc.1");
  expect(await draft(first)).toMatch(/^Drafted v1\.2\.0-rc\.2/);
  // A tag without a release, and others that are no candidates of the version.
  gitHub.tags.push("v1.2.0-rc.9", "v1.2.0-rc.x", "v1.2.00-rc.30");
  publish("v1.2.0-rc.2");
  expect(await draft("c".repeat(40))).toMatch(/^Drafted v1\.2\.0-rc\.10/);
});

test("the release itself is a draft of the same commit, and no pre-release", async () => {
  await draft(first);
  publish("v1.2.0-rc.1");
  expect(await draft(first, { final: true })).toMatch(/^Drafted v1\.2\.0:/);
  expect(gitHub.releases[1]).toMatchObject({
    ...{ tag_name: "v1.2.0", target_commitish: first, body: "- Set it.", draft: true, prerelease: false },
  });
  expect(await draft(first, { final: true })).toMatch(/^v1\.2\.0 is there/);
  // A later candidate was released to staging before somebody published the draft.
  expect(await draft(second, { final: true })).toMatch(/^The draft v1\.2\.0 was moved/);
  expect(drafts()).toEqual(["v1.2.0 b"]);
});

test.each([
  ["a tag", () => gitHub.tags.push("v1.2.0")],
  ["a release", () => gitHub.releases.push({ ...{ id: 1, html_url: "", name: "", body: "" }, ...published })],
])("nothing is drafted for a version with %s", async (_what, release) => {
  release();
  for (const final of [false, true])
    expect(await draft(first, { final })).toMatch(/^v1\.2\.0 is released: nothing to draft/);
  expect(gitHub.writes).toEqual([]);
});
const published = { tag_name: "v1.2.0", target_commitish: first, draft: false, prerelease: false };

test("nothing is drafted for a version that CHANGELOG.md does not have", async () => {
  expect(await draft(first, { version: "1.2" })).toMatch(/^CHANGELOG\.md has no version 1\.2:/);
  expect(gitHub.writes).toEqual([]);
});

test("version, commit and notes are those of the checkout", async () => {
  const checkout = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-draft-"));
  fs.writeFileSync(path.join(checkout, "package.json"), '{"version":"1.2.0"}');
  fs.writeFileSync(path.join(checkout, "CHANGELOG.md"), CHANGELOG);
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd: checkout });
  await git("init", "--quiet");
  await git("add", ".");
  await git("commit", "--quiet", "--message", "begin");
  const { stdout: commit } = await git("rev-parse", "HEAD");
  expect(await releaseOf(checkout)).toEqual({ version: "1.2.0", commit, changelog: CHANGELOG });
  fs.rmSync(checkout, { recursive: true });
});
