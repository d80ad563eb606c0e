import { command } from "./command";

const HELP = `
It publishes nothing: a person does, and that starts the deployment. It does nothing when there is a release or a draft for
the commit.

Environment:
  GITHUB_TOKEN         token that may write contents
  GITHUB_REPOSITORY    <owner>/<name>; set by GitHub in a workflow
  GITHUB_API_URL       set by GitHub in a workflow
`;

export const githubReleaseCommand = command("github:release", "draft a release on GitHub")
  .description(
    "Drafts the next candidate of the version in package.json, e.g. v1.2.0-rc.1, for the commit that is checked out, with " +
      "the notes of CHANGELOG.md. With --final the release itself, after a candidate was released to staging.",
  )
  .option("--final", "draft the release v1.2.0 instead of a candidate")
  .addHelpText("after", HELP)
  .action(async ({ final = false }: { final?: boolean }) => {
    const { githubFrom, withGitHubErrors } = await import("../ops/github/index.js");
    const { draftRelease, releaseOf } = await import("../ops/github/release/index.js");
    const github = githubFrom(process.env);
    const args = { ...(await releaseOf()), final };
    const done = await withGitHubErrors("contents: write", () => draftRelease(github, args));
    process.stdout.write(`${done}\n`);
  });
