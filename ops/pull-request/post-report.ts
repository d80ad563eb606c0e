import * as fs from "node:fs";

import { BOT, githubFrom, variable } from "../github";
import { commentMarkdown, failedMarkdown } from "./comment";
import { postComment } from "./post";
import { parseReport, REPORT_MAX } from "./report";

/** Where the variables come from. */
const SOURCE = "The workflow preview-comment sets it: see npm run report:comment -- --help";

/**
 * Writes the comment of the open pull request of a branch.
 * @param file the report; it need not exist.
 * @param env see `npm run report:comment -- --help`.
 * @returns what was done, as a sentence.
 * @throws UserError when a variable is missing or malformed.
 */
export async function postReport(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  const head = variable(env, "HEAD", /^[^:\s]+:\S+$/, SOURCE);
  const commit = variable(env, "HEAD_COMMIT", /^[0-9a-f]{40}$/, SOURCE);
  const link = variable(env, "RUN_URL", /^https:\/\/[\w./:-]+$/, SOURCE);
  const { octokit, owner, repo } = githubFrom(env);

  const { data: pulls } = await octokit.rest.pulls.list({ owner, repo, head, state: "open" });
  const pull = pulls.find((one) => one.head.sha === commit);
  if (pull === undefined)
    return `No open pull request has the commit ${commit.slice(0, 7)}: nothing to post.`;
  const body = markdownOf(file, { commit, link });
  const { action, url } = await postComment(octokit, { owner, repo, number: pull.number }, body, BOT);
  return `The comment was ${action}: ${url}`;
}

/** The comment; when the report is missing or not valid, one that says so. */
function markdownOf(file: string, place: { commit: string; link: string }): string {
  if (!fs.existsSync(file)) return failedMarkdown("there is no report", place);
  if (fs.statSync(file).size > REPORT_MAX) return failedMarkdown("the report is too long", place);
  try {
    return commentMarkdown(parseReport(fs.readFileSync(file, "utf8")), place);
  } catch (error) {
    return failedMarkdown(error instanceof Error ? error.message : String(error), place);
  }
}
