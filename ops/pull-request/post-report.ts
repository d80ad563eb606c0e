import * as fs from "node:fs";
import * as path from "node:path";

import { BOT, githubFrom, variable } from "../github";
import { commentMarkdown, failedMarkdown } from "./comment";
import { postComment } from "./post";
import { merged, parseReport, REPORT_MAX, type PullRequestReport } from "./report";

/** Where the variables come from. */
const SOURCE = "The workflow preview-comment sets it: see npm run report:comment -- --help";

/**
 * Writes the comment of the open pull request of a branch.
 * @param folder with `report.json` in it and in its folders, as downloaded artifacts are; it need not exist.
 * @param env see `npm run report:comment -- --help`.
 * @returns what was done, as a sentence.
 * @throws UserError when a variable is missing or malformed.
 */
export async function postReport(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const head = variable(env, "HEAD", /^[^:\s]+:\S+$/, SOURCE);
  const commit = variable(env, "HEAD_COMMIT", /^[0-9a-f]{40}$/, SOURCE);
  const link = variable(env, "RUN_URL", /^https:\/\/[\w./:-]+$/, SOURCE);
  const { octokit, owner, repo } = githubFrom(env);

  const { data: pulls } = await octokit.rest.pulls.list({ owner, repo, head, state: "open" });
  const pull = pulls.find((one) => one.head.sha === commit);
  if (pull === undefined)
    return `No open pull request has the commit ${commit.slice(0, 7)}: nothing to post.`;
  const body = markdownOf(folder, { commit, link });
  const { action, url } = await postComment(octokit, { owner, repo, number: pull.number }, body, BOT);
  return `The comment was ${action}: ${url}`;
}

/** The comment; when the report is missing or not valid, one that says so. */
function markdownOf(folder: string, place: { commit: string; link: string }): string {
  try {
    const report = merged(reportsIn(folder).map(read));
    return report === undefined
      ? failedMarkdown("there is no report", place)
      : commentMarkdown(report, place);
  } catch (error) {
    return failedMarkdown(error instanceof Error ? error.message : String(error), place);
  }
}

/** The reports of all jobs. */
function reportsIn(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
  return [folder, ...folders.sort()]
    .map((one) => path.join(one, "report.json"))
    .filter((file) => fs.existsSync(file));
}

function read(file: string): PullRequestReport {
  // Before it is read: it may be of any size.
  if (fs.statSync(file).size > REPORT_MAX) throw new Error("the report is too long");
  return parseReport(fs.readFileSync(file, "utf8"));
}
