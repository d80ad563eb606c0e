import type { GitHub } from "./client";

/** The results of a check run's name at a commit: conclusions, or the status of runs that have not ended. */
export async function checkRunsOf(
  { octokit, owner, repo }: GitHub,
  commit: string,
  name: string,
  signal: AbortSignal,
): Promise<string[]> {
  const runs = await octokit.paginate(octokit.rest.checks.listForRef, {
    ...{ owner, repo, ref: commit, check_name: name, per_page: 100 },
    request: { signal },
  });
  return runs.map(({ status, conclusion }) => conclusion ?? status);
}
