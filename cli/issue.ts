import { Option } from "commander";

import { terminalProgress } from "../common/progress";
import type { GitHub } from "../ops/github";
import type { KeepEscalation } from "../ops/escalate/issue";

/** Environment of `--issue`, for the help. */
export const ISSUE_ENVIRONMENT = `
Environment of --issue:
  GITHUB_TOKEN         token that may write issues
  GITHUB_REPOSITORY    <owner>/<name>; set by GitHub in a workflow
  GITHUB_API_URL       set by GitHub in a workflow
  ESCALATE_TO          logins, by comma, who are assigned and mentioned (default: nobody)
`;

/** `--issue`. @param when what the issue is about. */
export function issueOption(when: string): Option {
  return new Option("--issue", `keep one GitHub issue while ${when}: open, update or close it`);
}

/** What writes issues. */
export interface Issues {
  /** @param write makes the change. @returns what was done, as a sentence. */
  keep(write: (github: GitHub) => Promise<string>): Promise<void>;
  escalate(form: Omit<KeepEscalation, "assignees">): Promise<void>;
}

/**
 * What writes issues, if `--issue` is given.
 * @throws UserError when the environment lacks something: before the command has begun.
 */
export async function issuesFrom(
  issue: boolean | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Issues | undefined> {
  if (issue !== true) return undefined;
  const { githubFrom, peopleOf, withGitHubErrors } = await import("../ops/github/index.js");
  const github = githubFrom(env);
  const assignees = peopleOf(env);
  const keep: Issues["keep"] = async (write) => {
    terminalProgress().step(await withGitHubErrors("issues: write", () => write(github)));
  };
  return {
    keep,
    async escalate(form) {
      const { keepEscalation } = await import("../ops/escalate/issue.js");
      await keep(() => keepEscalation(github, { ...form, assignees }));
    },
  };
}
