/** Issues on a fake of GitHub's API. */
import { closeIssue, githubFrom, peopleOf, upsertIssue, type GitHub } from ".";
import { FakeGitHub, PAGE } from "./testing/github";

let gitHub: FakeGitHub;
let client: GitHub;
beforeEach(async () => {
  gitHub = new FakeGitHub();
  const GITHUB_API_URL = await gitHub.start();
  client = githubFrom({ GITHUB_TOKEN: "t", GITHUB_REPOSITORY: "o/r", GITHUB_API_URL });
});
afterEach(() => {
  gitHub.stop();
});

const NOTE = "\n_A workflow rewrites this text. Please write in a comment._\n";
const MARKER = "<!-- sjc1990app: issue drift-prod -->";
const upsert = (body: string, more: { assignees?: string[]; title?: string } = {}) =>
  upsertIssue(client, { key: "drift-prod", title: "Drift of prod", labels: ["drift"], body, ...more });
const open = () => gitHub.issues.filter(({ state }) => state === "open").map(({ body }) => body);

test("the first run opens the issue with its labels, later ones update it, until it is closed", async () => {
  expect(await upsert("one")).toEqual({ action: "opened", number: 1, url: "https://github.example/i/1" });
  expect(gitHub.issues[0]!.labels).toEqual([{ name: "drift" }]);
  expect(await upsert("two")).toMatchObject({ action: "updated", number: 1 });
  expect(open()).toEqual([`${MARKER}\ntwo${NOTE}`]);
  expect(await closeIssue(client, "drift-prod", "No drift.")).toMatchObject({ action: "closed", number: 1 });
  expect(gitHub.issues[0]).toMatchObject({ state: "closed", state_reason: "completed" });
  expect(gitHub.comments).toMatchObject([{ issue: 1, body: "No drift." }]);
  expect(await closeIssue(client, "drift-prod", "No drift.")).toBeUndefined();
  expect(await upsert("three")).toMatchObject({ action: "opened", number: 2 });
});

test("issues of other keys, of people who write the marker, and pull requests stay", async () => {
  gitHub.open("mine", `${MARKER}\nfake`, "somebody");
  gitHub.open("quoted", `> ${MARKER}`);
  gitHub.open("other", "<!-- sjc1990app: issue drift-prod2 -->");
  Object.assign(gitHub.open("pull", MARKER), { pull_request: {} });
  const before = structuredClone(gitHub.issues);
  expect(await upsert("one")).toMatchObject({ action: "opened", number: 5 });
  await closeIssue(client, "drift-prod", "done");
  expect(gitHub.issues.slice(0, 4)).toEqual(before);
});

test("the issue is found on a later page", async () => {
  await upsert("one");
  for (let i = 0; i < 2 * PAGE; i++) gitHub.open("bug", "it fails", "somebody");
  expect(await upsert("two")).toMatchObject({ action: "updated", number: 1 });
});

test("two runs that open it at the same time leave one open, with the text of the last one", async () => {
  // Another run opens its issue between this run's search and its own issue.
  let searched = false;
  client.octokit.hook.after("request", (_answer, { method }) => {
    if (method !== "GET" || searched) return;
    searched = true;
    gitHub.open("Drift of prod", `${MARKER}\nother`);
  });
  expect(await upsert("mine")).toMatchObject({ action: "updated", number: 1 });
  expect(open()).toEqual([`${MARKER}\nmine${NOTE}`]);
  expect(gitHub.issues[1]).toMatchObject({ state: "closed", state_reason: "not_planned" });
});

test("people are mentioned at the end, and assigned when it is opened, as far as they can be", async () => {
  gitHub.assignable.add("octocat");
  await upsert("one", { assignees: ["octocat", "hubot"] });
  expect(gitHub.issues[0]!.assignees).toEqual([{ login: "octocat" }]);
  expect(open()).toEqual([`${MARKER}\none${NOTE}\ncc @octocat @hubot\n`]);
  // Somebody gave the issue to somebody else.
  gitHub.issues[0]!.assignees = [{ login: "other" }];
  await upsert("two", { assignees: ["octocat"] });
  expect(gitHub.issues[0]!.assignees).toEqual([{ login: "other" }]);
});

test("a body that is too long ends with a whole line, a hint and the mentions", async () => {
  await upsert("- `0123456789`\n".repeat(6_000), { assignees: ["octocat"] });
  const [body = ""] = open();
  expect(body.length).toBeLessThanOrEqual(65_536);
  expect(body.length).toBeGreaterThan(65_400);
  expect(body).toMatch(/- `0123456789`\n\n… The rest is too long .*\n\n_A workflow .*\n\ncc @octocat\n$/);
});

test("a title is one line of at most 256 characters", async () => {
  await upsert("one", { title: `a\n${"b".repeat(300)}` });
  expect(gitHub.issues[0]!.title).toBe(`a ${"b".repeat(254)}`);
});

test("ESCALATE_TO is a list of logins", () => {
  expect(peopleOf({ ESCALATE_TO: " octocat, a-b ,," })).toEqual(["octocat", "a-b"]);
  expect(peopleOf({})).toEqual([]);
  for (const ESCALATE_TO of ["@octocat", "org/team", "a b", "a--b", "x".repeat(40)])
    expect(() => peopleOf({ ESCALATE_TO })).toThrow(`"${ESCALATE_TO}", which is not a login`);
});
