import { Octokit } from "@octokit/rest";

import { BOT } from "../github";
import { MARKER } from "./comment";
import { postComment } from "./post";
import { FakeGitHub, PAGE } from "../github/testing/github";

let gitHub: FakeGitHub;
let octokit: Octokit;
beforeEach(async () => {
  gitHub = new FakeGitHub();
  octokit = new Octokit({ baseUrl: await gitHub.start(), auth: "token" });
});
afterEach(() => {
  gitHub.stop();
});

const post = (body: string) =>
  postComment(octokit, { owner: "sjc1990app", repo: "platform", number: 7 }, `${MARKER}\n${body}`, BOT);
const own = () => gitHub.comments.filter(({ body }) => body.startsWith(MARKER)).map(({ body }) => body);

test("the first run creates the comment, later ones update it", async () => {
  expect(await post("one")).toEqual({ action: "created", url: "https://github.example/c/1" });
  expect(await post("two")).toEqual({ action: "updated", url: "https://github.example/c/1" });
  expect(own()).toEqual([`${MARKER}\ntwo`]);
});

test("the comment is found on a later page", async () => {
  for (let i = 0; i < 2 * PAGE; i++) gitHub.add("+1", "somebody");
  await post("one");
  expect(await post("two")).toMatchObject({ action: "updated" });
  expect(own()).toEqual([`${MARKER}\ntwo`]);
});

test("a comment of somebody else with the same marker, and one that quotes it, stay", async () => {
  gitHub.add(`${MARKER}\nfake`, "somebody");
  gitHub.add(`> ${MARKER}\nquoted`);
  expect(await post("one")).toMatchObject({ action: "created" });
  expect(own()).toEqual([`${MARKER}\nfake`, `${MARKER}\none`]);
});

test("two runs at the same time leave one comment, with the text of the last one", async () => {
  // Another run creates its comment between this run's search and its own comment.
  const search = octokit.hook;
  let searched = false;
  search.after("request", (_answer, { method }) => {
    if (method !== "GET" || searched) return;
    searched = true;
    gitHub.add(`${MARKER}\nother`);
  });
  expect(await post("mine")).toEqual({ action: "updated", url: "https://github.example/c/1" });
  expect(own()).toEqual([`${MARKER}\nmine`]);
});
