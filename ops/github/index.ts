/** GitHub's REST API: one client for all commands. */
export { checkRunsOf } from "./check-runs";
export { BOT, clientOf, githubFrom, githubIfAny, isOwn, REPOSITORY, variable, type GitHub } from "./client";
export { withGitHubErrors } from "./errors";
export { closeIssue, keepIssue, peopleOf, upsertIssue, type IssueArgs, type IssueDone } from "./issues";
