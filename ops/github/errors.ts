import { RequestError } from "@octokit/request-error";

import { Failure, UserError } from "../../common/errors";

/**
 * Runs work that calls GitHub. Its refusals become errors that say what to do next.
 * @param permission what the token must be allowed, e.g. `issues: write`.
 */
export async function withGitHubErrors<T>(permission: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof RequestError)) throw error;
    const { status, message, request } = error;
    const path = new URL(request.url).pathname;
    throw new Failure(
      `GitHub answered ${request.method} ${path} with ${message}`,
      remedyOf(status, permission),
    );
  }
}

function remedyOf(status: number, permission: string): string {
  if (status === 401) return "Is GITHUB_TOKEN valid? It may have expired.";
  if (status === 403 || status === 404) return `The token needs ${permission}. Does the repository exist?`;
  if (status === 422) return "The request has a value that GitHub does not take: see its message above.";
  return "Run the command again. See https://www.githubstatus.com";
}
