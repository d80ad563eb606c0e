/** What is read of a check run: https://docs.github.com/en/rest/checks/runs */
interface CheckRun {
  name: string;
  status: string;
  conclusion: string | null;
}

/** Where the check runs of a commit are. */
export interface GitHub {
  /** e.g. `https://api.github.com`. */
  api: string;
  /** `<owner>/<name>`. */
  repository: string;
  token: string;
}

/** The repository of the workflow that this process runs in. */
export function githubOf(env: NodeJS.ProcessEnv): GitHub | undefined {
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository, GITHUB_API_URL: api } = env;
  if (!token || !repository) return undefined;
  return { api: api || "https://api.github.com", repository, token };
}

/** The results of a check run's name at a commit: conclusions, or the status of runs that have not ended. */
export async function checkRunsOf(
  { api, repository, token }: GitHub,
  commit: string,
  name: string,
  signal: AbortSignal,
): Promise<string[]> {
  const results: string[] = [];
  for (let page = 1; ; page += 1) {
    const query = new URLSearchParams({ check_name: name, per_page: "100", page: String(page) });
    const response = await fetch(
      `${api}/repos/${repository}/commits/${commit}/check-runs?${query.toString()}`,
      {
        headers: { accept: "application/vnd.github+json", authorization: `Bearer ${token}` },
        signal,
      },
    );
    if (!response.ok) return [`GitHub answered with ${String(response.status)}`];
    const { check_runs } = (await response.json()) as { check_runs: CheckRun[] };
    results.push(...check_runs.map(({ status, conclusion }) => conclusion ?? status));
    if (check_runs.length < 100) return results;
  }
}
