import { keepIssue, type GitHub } from "../github";
import type { DriftReport } from "./index";
import { driftMarkdown } from "./text";

/** Opens or updates the issue about the drift of a stage, or closes it. @returns what was done, as a sentence. */
export function keepDrift(github: GitHub, report: DriftReport): Promise<string> {
  const { stage, passed } = report;
  const issue = {
    key: `drift-${stage}`,
    title: `${stage}: resources differ from the state`,
    labels: ["drift"],
  };
  return keepIssue(github, issue, passed ? undefined : driftMarkdown(report), "There is no drift any more.");
}
