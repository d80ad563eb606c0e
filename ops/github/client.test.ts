import { githubFrom, githubIfAny, withGitHubErrors } from ".";
import { FakeGitHub } from "./testing/github";

const env = { GITHUB_TOKEN: "t", GITHUB_REPOSITORY: "o/r" };

test.each(["GITHUB_TOKEN", "GITHUB_REPOSITORY"])("%s is required", (name) => {
  expect(() => githubFrom({ ...env, [name]: "" })).toThrow(`the variable ${name} is missing`);
  expect(() => githubFrom({ ...env, [name]: "a b" })).toThrow("is not valid");
  expect(githubIfAny({ ...env, [name]: "" })).toBeUndefined();
});

test.each([
  [401, { GITHUB_TOKEN: "revoked" }, "Is GITHUB_TOKEN valid?"],
  [404, {}, "The token needs issues: write."],
  [500, { GITHUB_API_URL: "http://127.0.0.1:1" }, "githubstatus.com"],
])("an answer %d is an error that says what to do", async (_status, more, remedy) => {
  const gitHub = new FakeGitHub();
  const { octokit, owner, repo } = githubFrom({ ...env, GITHUB_API_URL: await gitHub.start(), ...more });
  const call = () => octokit.rest.issues.get({ owner, repo, issue_number: 1 });
  await expect(withGitHubErrors("issues: write", call)).rejects.toMatchObject({
    ...{ name: "UserError", message: expect.stringContaining("/repos/o/r/issues/1") as string },
    remedy: expect.stringContaining(remedy) as string,
  });
  gitHub.stop();
});
