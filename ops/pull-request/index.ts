/** What a pull request does to every stage: as data, and as the comment on the pull request. */
import type { PullRequestReport } from "./report";

export { collectReport } from "./collect";
export { commentMarkdown } from "./comment";
export { parseReport, type PullRequestReport } from "./report";

/** Whether a stage refuses the change, or its rehearsal failed. */
export function hasFailed({ stages }: PullRequestReport): boolean {
  return stages.some(({ passed, problems }) => !passed || problems.length > 0);
}
