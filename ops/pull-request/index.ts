/** What a pull request does to every stage: as data, and as the comment on the pull request. */
import type { PullRequestReport } from "./report";

export { collectReport } from "./collect";
export { commentMarkdown } from "./comment";
export { emptyReport, type PullRequestReport } from "./report";
export { checksOf, liveChange } from "./stage-change";

/** Whether a stage refuses the change, its rehearsal failed, or a check before the deployment did. */
export function hasFailed({ stages, live, checks }: PullRequestReport): boolean {
  return (
    stages.some(({ passed }) => !passed) ||
    [...stages, ...live].some(({ problems }) => problems.length > 0) ||
    checks.some(({ outcome }) => outcome === "failed")
  );
}
