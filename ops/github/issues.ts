import { UserError } from "../../common/errors";
import { BODY_MAX } from "../markdown";
import { isOwn, type GitHub } from "./client";

/** Longest title of an issue, characters. */
const TITLE_MAX = 256;

/** An issue that a command writes. */
export interface IssueArgs {
  /** Which issue, e.g. `drift-prod`. At most one issue with a key is open. */
  key: string;
  title: string;
  labels: readonly string[];
  /** Markdown. Text that is not ours must be in code spans. It is cut where it is too long. */
  body: string;
  /** Logins who are assigned when it is opened, and mentioned. Default: nobody. */
  assignees?: readonly string[];
}

/** What was done with an issue. */
export interface IssueDone {
  action: "opened" | "updated" | "closed";
  number: number;
  url: string;
}

interface Issue {
  number: number;
  html_url: string;
}

/** The first line of an issue, by which it is found again. */
const markerOf = (key: string): string => `<!-- sjc1990app: issue ${key} -->`;

/** The logins in `ESCALATE_TO`, by comma. @throws UserError when one is not valid. */
export function peopleOf(env: NodeJS.ProcessEnv): string[] {
  const logins = (env["ESCALATE_TO"] ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  for (const login of logins)
    if (!/^[a-z\d](-?[a-z\d]){0,38}$/i.test(login))
      throw new UserError(
        `ESCALATE_TO has "${login}", which is not a login of GitHub`,
        "Give logins of people by comma, without @, e.g. octocat,hubot. Teams cannot be assigned.",
      );
  return logins;
}

/**
 * Opens the issue of a key, or updates it in place. When two runs open it at the same time, the older one stays and gets the
 * newer text.
 */
export async function upsertIssue(github: GitHub, args: IssueArgs): Promise<IssueDone> {
  const { octokit, owner, repo } = github;
  const title = args.title.replace(/[\p{C}\p{Z}]+/gu, " ").slice(0, TITLE_MAX);
  const body = bodyOf(args);
  const update = async ({ number, html_url: url }: Issue, more: readonly Issue[]): Promise<IssueDone> => {
    await octokit.rest.issues.update({ owner, repo, issue_number: number, title, body });
    for (const other of more) await close(github, other, `The same as #${String(number)}.`, "not_planned");
    return { action: "updated", number, url };
  };

  const [first, ...others] = await openIssues(github, args.key);
  if (first !== undefined) return update(first, others);
  const { data: opened } = await octokit.rest.issues.create({
    ...{ owner, repo, title, body, labels: [...args.labels] },
  });
  const all = await openIssues(github, args.key);
  const oldest = all[0];
  if (oldest !== undefined && oldest.number !== opened.number) return update(oldest, all.slice(1));
  const { assignees = [] } = args;
  // GitHub ignores people who cannot be assigned here; the mention reaches them.
  if (assignees.length > 0)
    await octokit.rest.issues.addAssignees({
      ...{ owner, repo, issue_number: opened.number, assignees: [...assignees] },
    });
  return { action: "opened", number: opened.number, url: opened.html_url };
}

/** Closes the open issue of a key. @param comment Markdown; why. @returns `undefined` when none is open. */
export async function closeIssue(
  github: GitHub,
  key: string,
  comment: string,
): Promise<IssueDone | undefined> {
  const issues = await openIssues(github, key);
  for (const issue of issues) await close(github, issue, comment, "completed");
  const [first] = issues;
  return first === undefined ? undefined : { action: "closed", number: first.number, url: first.html_url };
}

/**
 * Keeps an issue as long as something is wrong.
 * @param body `undefined`: nothing is wrong, and the issue is closed.
 * @param resolved Markdown; the comment with which it is closed.
 * @returns what was done, as a sentence.
 */
export async function keepIssue(
  github: GitHub,
  issue: Omit<IssueArgs, "body">,
  body: string | undefined,
  resolved: string,
): Promise<string> {
  const done =
    body === undefined
      ? await closeIssue(github, issue.key, resolved)
      : await upsertIssue(github, { ...issue, body });
  if (done === undefined) return `There is no open issue "${issue.title}", and none is needed`;
  return `The issue #${String(done.number)} was ${done.action}: ${done.url}`;
}

/** The open issues of a key that a workflow wrote, oldest first. */
async function openIssues({ octokit, owner, repo }: GitHub, key: string): Promise<Issue[]> {
  const all = await octokit.paginate(octokit.rest.issues.listForRepo, {
    ...{ owner, repo, state: "open", per_page: 100 },
  });
  return all
    .filter((issue) => issue.pull_request === undefined && isOwn(issue, markerOf(key)))
    .sort((a, b) => a.number - b.number);
}

async function close(
  { octokit, owner, repo }: GitHub,
  { number }: Issue,
  body: string,
  state_reason: "completed" | "not_planned",
): Promise<void> {
  const issue = { owner, repo, issue_number: number };
  await octokit.rest.issues.createComment({ ...issue, body });
  await octokit.rest.issues.update({ ...issue, state: "closed", state_reason });
}

const NOTE = "\n_A workflow rewrites this text. Please write in a comment._\n";

const CUT = "\n… The rest is too long for an issue: see the log of the run, or run the command.\n";

/** The body with its marker and mentions, cut after a whole line: code spans end with their line. */
function bodyOf({ key, body, assignees = [] }: IssueArgs): string {
  const head = `${markerOf(key)}\n`;
  const people = assignees.map((login) => `@${login}`).join(" ");
  const end = people === "" ? NOTE : `${NOTE}\ncc ${people}\n`;
  const room = BODY_MAX - head.length - end.length;
  if (body.length <= room) return `${head}${body}${end}`;
  const kept = body.slice(0, room - CUT.length);
  return `${head}${kept.slice(0, kept.lastIndexOf("\n") + 1)}${CUT}${end}`;
}
