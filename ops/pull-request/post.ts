import type { Octokit } from "@octokit/rest";

import { isOwn } from "../github";
import { MARKER } from "./comment";

/** A pull request of a repository. */
export interface PullRequest {
  owner: string;
  repo: string;
  number: number;
}

/** How {@link postComment} ended. */
export interface Posted {
  action: "created" | "updated";
  url: string;
}

interface Comment {
  id: number;
  html_url: string;
  body?: string | undefined;
  user: { login: string } | null;
}

/**
 * Writes the one comment of a pull request: updates the one that it wrote before, or creates it. When two runs create it at
 * the same time, the older one stays and gets the newer text.
 * @param author the account that writes, e.g. `github-actions[bot]`. Comments of others that quote the marker stay.
 */
export async function postComment(
  octokit: Octokit,
  { owner, repo, number }: PullRequest,
  body: string,
  author: string,
): Promise<Posted> {
  const repository = { owner, repo };
  const own = async (): Promise<Comment[]> => {
    const all: Comment[] = await octokit.paginate(octokit.rest.issues.listComments, {
      ...repository,
      ...{ issue_number: number, per_page: 100 },
    });
    return all.filter((comment) => isOwn(comment, MARKER, author)).sort((a, b) => a.id - b.id);
  };
  const update = async (comment: Comment): Promise<Posted> => {
    const { data } = await octokit.rest.issues.updateComment({ ...repository, comment_id: comment.id, body });
    return { action: "updated", url: data.html_url };
  };

  const [first] = await own();
  if (first !== undefined) return update(first);
  const { data: created } = await octokit.rest.issues.createComment({
    ...repository,
    ...{ issue_number: number, body },
  });
  const [oldest] = await own();
  if (oldest === undefined || oldest.id === created.id) return { action: "created", url: created.html_url };
  await octokit.rest.issues.deleteComment({ ...repository, comment_id: created.id });
  return update(oldest);
}
