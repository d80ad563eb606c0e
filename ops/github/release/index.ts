/** Drafts of releases on GitHub. A person publishes them, and that deploys them. */
import * as fs from "node:fs";
import * as path from "node:path";

import { repoRoot } from "../../../common/paths";
import { headCommit } from "../../stages/commit";
import type { GitHub } from "../client";
import { notesOf } from "./notes";

/** What {@link draftRelease} drafts. */
export interface DraftArgs {
  /** e.g. `1.2.0`. */
  version: string;
  /** SHA-1 of the commit that is released. */
  commit: string;
  changelog: string;
  /** The release itself, after a candidate has served on staging. Default: the next candidate. */
  final?: boolean;
}

interface Release {
  id: number;
  html_url: string;
  tag_name: string;
  target_commitish: string;
  draft: boolean;
}

/**
 * Drafts `v1.2.0-rc.1` or `v1.2.0` for a commit, with the notes of CHANGELOG.md. A draft of an earlier commit is moved to
 * this one. Does nothing when there is one for the commit, or the version is released. Publishes nothing.
 * @returns what was done, as a sentence.
 */
export async function draftRelease(
  { octokit, owner, repo }: GitHub,
  { version, commit, changelog, final = false }: DraftArgs,
): Promise<string> {
  const tag = `v${version}`;
  const notes = notesOf(changelog, version);
  if (notes === undefined)
    return `CHANGELOG.md has no version ${version}: nothing to draft. \`npm run next-version\` makes one.`;
  const all: Release[] = await octokit.paginate(octokit.rest.repos.listReleases, {
    owner,
    repo,
    per_page: 100,
  });
  const refs = await octokit.paginate(octokit.rest.git.listMatchingRefs, {
    ...{ owner, repo, ref: `tags/${tag}`, per_page: 100 },
  });
  const tags = refs.map(({ ref }) => ref.replace("refs/tags/", ""));
  if (tags.includes(tag) || all.some(({ tag_name, draft }) => tag_name === tag && !draft))
    return `${tag} is released: nothing to draft. \`npm run next-version\` makes the next version.`;

  const isKind = (name: string): boolean => (final ? name === tag : numberOf(name, tag) !== undefined);
  const own = all.filter(({ tag_name }) => isKind(tag_name));
  const done = own.find(({ target_commitish }) => target_commitish === commit);
  if (done !== undefined) return `${done.tag_name} is there for this commit: ${done.html_url}`;

  const fields = { owner, repo, target_commitish: commit, body: notes };
  const draft = own.find((release) => release.draft);
  if (draft !== undefined) {
    const { data } = await octokit.rest.repos.updateRelease({ ...fields, release_id: draft.id });
    return `The draft ${draft.tag_name} was moved to this commit: ${data.html_url}`;
  }
  const last = Math.max(
    0,
    ...[...tags, ...own.map(({ tag_name }) => tag_name)].map((name) => numberOf(name, tag) ?? 0),
  );
  const name = final ? tag : `${tag}-rc.${String(last + 1)}`;
  const { data } = await octokit.rest.repos.createRelease({
    ...{ ...fields, name, tag_name: name, draft: true, prerelease: !final },
  });
  return `Drafted ${name}: publish it to release it. ${data.html_url}`;
}

/** What of a checkout is released. */
export async function releaseOf(checkout = repoRoot): Promise<Omit<DraftArgs, "final">> {
  const read = (name: string): string => fs.readFileSync(path.join(checkout, name), "utf8");
  const { version } = JSON.parse(read("package.json")) as { version: string };
  const { commit } = await headCommit(checkout);
  return { version, commit, changelog: read("CHANGELOG.md") };
}

/** The number of a candidate, e.g. 2 of `v1.2.0-rc.2`. */
function numberOf(name: string, tag: string): number | undefined {
  const number = name.startsWith(`${tag}-rc.`) ? Number(name.slice(tag.length + 4)) : NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
