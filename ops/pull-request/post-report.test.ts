import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { commentMarkdown, MARKER } from "./comment";
import { postReport } from "./post-report";
import { FakeGitHub } from "../github/testing/github";
import { emptyReport, unchanged } from "./testing/report";

const commit = "c".repeat(40);
const link = "https://github.com/sjc1990app/platform/actions/runs/1";

let gitHub: FakeGitHub;
let dir: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  gitHub = new FakeGitHub();
  gitHub.pulls.push({ number: 7, label: "fork:topic", sha: commit });
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-report-"));
  env = {
    ...{ GITHUB_TOKEN: "token", GITHUB_REPOSITORY: "sjc1990app/platform" },
    ...{ GITHUB_API_URL: await gitHub.start(), HEAD: "fork:topic", HEAD_COMMIT: commit, RUN_URL: link },
  };
});
afterEach(() => {
  gitHub.stop();
  fs.rmSync(dir, { recursive: true });
});

/** Posts a report with this content. @returns the comments. */
async function post(content: string | undefined): Promise<string[]> {
  const file = path.join(dir, "report.json");
  if (content !== undefined) fs.writeFileSync(file, content);
  expect(await postReport(dir, env)).toMatch(/^The comment was created: /);
  return gitHub.comments.map(({ body }) => body);
}

const report = emptyReport(unchanged("dev"));

test("the comment names the commit of the pull request and the run, whatever the report says", async () => {
  expect(await post(JSON.stringify(report))).toEqual([commentMarkdown(report, { commit, link })]);
});

test("reports of other jobs add their previews on AWS, and nothing else", async () => {
  const { stage, counts } = unchanged("dev");
  const live = [{ ...{ stage, counts }, problems: ["the bucket is renamed"] }];
  fs.mkdirSync(path.join(dir, "aws-dev-report"));
  const other = { format: 1, commit, live, bundles: [{ handler: "not/this", after: 1 }] };
  fs.writeFileSync(path.join(dir, "aws-dev-report", "report.json"), JSON.stringify(other));
  const [comment = ""] = await post(JSON.stringify(report));
  expect(comment.split("\n").filter((line) => /^\| `|^- |not\/this/.test(line))).toEqual([
    "| `dev` | ✅ rehearsed | 0 | 0 | 0 | 0 | 0 | 23.92 of 200.00 |",
    "| `dev on AWS` | ❌ refused | 0 | 0 | 0 | 0 | 0 |  |",
    "- `dev on AWS`: `the bucket is renamed`",
  ]);
});

test("a report of a preview on AWS alone is not enough", async () => {
  const { base: _, ...alone } = report;
  expect(await post(JSON.stringify(alone))).toEqual([expect.stringContaining("`there is no report`")]);
});

test.each([
  ["there is none", undefined, "there is no report"],
  ["it is no JSON", "<html>", "the report is not JSON"],
  [
    "it has other fields",
    JSON.stringify({ ...report, html: "@everyone" }),
    "the report has no valid content",
  ],
])("the comment says that the preview failed when %s", async (_what, content, why) => {
  expect(await post(content)).toEqual([
    `${MARKER}\n## What this pull request does\n\n` +
      `❌ The preview of commit \`ccccccc\` failed: \`${why}\`. [Log](${link})\n`,
  ]);
});

test.each([
  ["has a newer commit", { HEAD_COMMIT: "d".repeat(40) }],
  ["is closed", { HEAD: "fork:other" }],
])("nothing is posted when the pull request %s", async (_what, change) => {
  expect(await postReport(dir, { ...env, ...change })).toMatch(/nothing to post/);
  expect(gitHub.comments).toEqual([]);
});

test.each(["HEAD", "HEAD_COMMIT", "RUN_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"])(
  "%s is required",
  async (name) => {
    await expect(postReport(dir, { ...env, [name]: undefined })).rejects.toThrow(
      `the variable ${name} is missing`,
    );
    await expect(postReport(dir, { ...env, [name]: "\n" })).rejects.toThrow("is not valid");
  },
);
