import { Octokit } from "@octokit/rest";

import { UserError } from "../../common/errors";

/** A repository, and the client that is signed in to it. */
export interface GitHub {
  octokit: Octokit;
  owner: string;
  repo: string;
}

/** The account that writes with the token of a workflow. */
export const BOT = "github-actions[bot]";

/**
 * Whether an issue or a comment is the one with a marker in its first line. Others may quote the marker, or write it
 * themselves.
 * @param author the account that writes. Default: {@link BOT}.
 */
export function isOwn(
  { user, body }: { user: { login: string } | null; body?: string | null | undefined },
  marker: string,
  author = BOT,
): boolean {
  return user?.login === author && body?.startsWith(marker) === true;
}

/**
 * The repository of the workflow that this process runs in: `GITHUB_TOKEN`, `GITHUB_REPOSITORY` and `GITHUB_API_URL`
 * (default: github.com).
 * @throws UserError when a variable is missing or malformed.
 */
export function githubFrom(env: NodeJS.ProcessEnv): GitHub {
  const token = variable(env, "GITHUB_TOKEN", /^\S+$/);
  return clientOf(variable(env, "GITHUB_REPOSITORY", REPOSITORY), token, env);
}

/** As {@link githubFrom}; `undefined` outside of a workflow, where there is no token or repository. */
export function githubIfAny(env: NodeJS.ProcessEnv): GitHub | undefined {
  return env["GITHUB_TOKEN"] && env["GITHUB_REPOSITORY"] ? githubFrom(env) : undefined;
}

/** `<owner>/<name>`. */
export const REPOSITORY = /^[\w-]+\/[\w.-]+$/;

/**
 * A client for a repository.
 * @param repository `<owner>/<name>`.
 */
export function clientOf(repository: string, auth: string, env: NodeJS.ProcessEnv): GitHub {
  const [owner = "", repo = ""] = repository.split("/");
  const baseUrl = env["GITHUB_API_URL"] || "https://api.github.com";
  return { octokit: new Octokit({ auth, baseUrl, log: quiet }), owner, repo };
}

/** Errors are thrown, and whoever catches them says what they mean: the client need not write them to stderr, too. */
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * A variable of the environment.
 * @param source where it comes from. Default: what sets the variables of a repository.
 * @throws UserError when it is missing or malformed.
 */
export function variable(
  env: NodeJS.ProcessEnv,
  name: string,
  shape: RegExp,
  source = "In a workflow: `env: GITHUB_TOKEN: ${{ github.token }}`, and GitHub sets the others. Elsewhere:\n" +
    "GITHUB_TOKEN=$(gh auth token) GITHUB_REPOSITORY=<owner>/<name>",
): string {
  const value = env[name];
  if (value !== undefined && shape.test(value)) return value;
  throw new UserError(
    `the variable ${name} is ${value === undefined || value === "" ? "missing" : "not valid"}`,
    source,
  );
}
