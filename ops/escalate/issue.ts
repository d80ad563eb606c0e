import { keepIssue, type GitHub } from "../github";
import { escalationMarkdown, type Escalation } from "./form";

/** What an issue is about, and its title. */
const topics = {
  release: "The last release failed",
  alarm: "Critical alarms fire",
  cost: "The cost is over the budget",
  services: "A release began to use new AWS services",
  vulnerabilities: "Packages have known vulnerabilities",
} as const satisfies Record<Escalation["about"], string>;

/** Label of issues for the product manager. */
export const ESCALATION = "escalation";

/** What {@link keepEscalation} writes. */
export interface KeepEscalation {
  about: Escalation["about"];
  /** Stage; absent where it is about all of them. */
  stage?: string;
  /** Id of the release, where each has an issue of its own. */
  release?: string;
  /** None: all is well, and the issue is closed. */
  forms: readonly Escalation[];
  /** Logins who are assigned and mentioned. */
  assignees: readonly string[];
  /** Why the issue is closed. */
  resolved: string;
}

/** Opens or updates the issue with forms, or closes it. @returns what was done, as a sentence. */
export function keepEscalation(
  github: GitHub,
  { about, stage, release, forms, assignees, resolved }: KeepEscalation,
): Promise<string> {
  const issue = {
    key: [about, stage, release].filter((part) => part !== undefined).join("-"),
    title: stage === undefined ? topics[about] : `${stage}: ${topics[about]}`,
    ...{ labels: [ESCALATION], assignees },
  };
  const body = forms.length === 0 ? undefined : forms.map(escalationMarkdown).join("\n");
  return keepIssue(github, issue, body, resolved);
}
