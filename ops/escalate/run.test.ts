/** What became of the release of a workflow run, and the issue about it on a fake of GitHub's API. */
import { takeLock } from "../operations/lock";
import { githubFrom, type GitHub } from "../github";
import { FakeGitHub } from "../github/testing/github";
import { EXPANDED, HOSTILE, withoutCode } from "../github/testing/markdown";
import { escalateRun, escalateServices, escalationMarkdown, keepEscalation, runOf, type Escalation } from ".";
import { parts } from "./form";
import { part, testStage } from "./testing/stage";

const fixture = testStage();
const { stage, record } = fixture;
const { signal } = new AbortController();
const url = "https://github.com/o/r/actions/runs/12";
const by = `somebody (${url})`;
const failed = { url, result: "failure" };
const escalate = (run = failed) => escalateRun(stage(), run, { signal });

const released = { kind: "release", status: "released" } as const;

test("a run that succeeded has no form", async () => {
  await record(10, { by });
  expect(await escalate({ url, result: "success" })).toBeUndefined();
});

test.each([
  ["failed", "smoke", "critical", "release (failed)"],
  ["rolled-back", "smoke", "warning", "release (rolled-back)"],
  ["failed", "preview", "warning", "release (failed)"],
] as const)("its release that %s in the step %s is %s", async (status, step, severity, title) => {
  const { id } = await record(10, { by, status, step });
  // Of another run.
  await record(5, { by: `somebody (${url}3)`, status: "failed", step: "bake" });
  const form = await escalate();
  expect(form).toMatchObject({ severity });
  const lines = part(escalationMarkdown(form!), parts.issue);
  expect(lines.slice(0, 3)).toEqual([
    `- Workflow run: ${url}`,
    "- Result of its job: `failure`",
    `- ${title}: \`${id}\``,
  ]);
});

test.each([
  ["deploy", "critical"],
  ["preview", "warning"],
] as const)(
  "a job that was lost in the step %s is %s, even while its lock has not expired",
  async (step, severity) => {
    const { id } = await record(10, { by, status: "running", step });
    const lease = await takeLock(fixture.table, "release");
    const form = await escalate({ url, result: "cancelled" });
    await lease.release();
    expect(form).toMatchObject({ severity });
    expect(part(escalationMarkdown(form!), parts.issue)).toContain(`- release (lost): \`${id}\``);
  },
);

test("a run that resumed a lost release and was lost, too, is found by its event", async () => {
  const events = [{ at: new Date().toISOString(), step: "bake" as const, message: `resumed by ${by}` }];
  const { id } = await record(10, { status: "running", step: "bake", events });
  await record(5, {});
  expect(part(escalationMarkdown((await escalate())!), parts.issue)).toContain(`- release (lost): \`${id}\``);
});

test("a run whose release never began names the release that serves", async () => {
  const { id } = await record(10, {});
  await record(5, { status: "failed", step: "preview" });
  const form = await escalate({ url, result: "skipped" });
  expect(form).toMatchObject({ severity: "warning", timeline: [] });
  const markdown = escalationMarkdown(form!);
  expect(part(markdown, parts.impact).slice(0, 2)).toEqual([
    "- The release did not begin: `the stage is as it was`",
    `- Release that serves: \`${id}\``,
  ]);
});

test("a run of a stage that was never deployed has a form", async () => {
  const elsewhere = { ...stage(), place: { stage: "prod", region: "us-east-1", accountId: "000000000000" } };
  expect(await escalateRun(elsewhere, failed, { signal })).toMatchObject({ severity: "warning" });
});

test("a check that failed after the release is a warning", async () => {
  await record(10, { by, ...released });
  const form = await escalate();
  expect(form).toMatchObject({ severity: "warning" });
  expect(part(escalationMarkdown(form!), parts.rootCause)).toEqual([
    "- What failed: `a check after the release: see the log of the run`",
  ]);
});

test("a release with new AWS services has a form, with what a person has to decide", async () => {
  await record(20, { by: "somebody", ...released, services: ["kinesis"] });
  expect(await escalateServices(stage(), failed, { signal })).toBeUndefined();
  const { id } = await record(10, { by, ...released, services: ["sqs", "EventBridge"] });
  const found = await escalateServices(stage(), { url, result: "success" }, { signal });
  expect(found).toMatchObject({ id, form: { about: "services", severity: "warning" } });
  const markdown = escalationMarkdown(found!.form);
  expect(part(markdown, parts.issue).slice(0, 3)).toEqual([
    ...["- New AWS service: `sqs`", "- New AWS service: `EventBridge`", `- Release: \`${id}\``],
  ]);
  expect(part(markdown, parts.resolution)).toEqual(["- Decision: _to be filled in_"]);
});

test.each([
  { ...released },
  { ...released, services: [] },
  { status: "rolled-back" as const, services: ["sqs"] },
])("%j has no form for new AWS services", async (release) => {
  await record(10, { by, ...release });
  expect(await escalateServices(stage(), failed, { signal })).toBeUndefined();
});

test("the run is the one that is given, or this one", () => {
  const env = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "o/r", GITHUB_RUN_ID: "12" };
  expect(runOf("failure", undefined, env)).toEqual(failed);
  expect(runOf("failure", `${url}3`, env)).toEqual({ ...failed, url: `${url}3` });
  expect(() => runOf("failure", undefined, {})).toThrow("there is no run of a workflow");
  for (const page of [`${url}) @team`, "http://github.com/o/r/actions/runs/12", "https://x.example"])
    expect(() => runOf("failure", page, env)).toThrow("is not the page of a run");
});

describe("the issue", () => {
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
  const keep = async (form: Escalation | undefined, assignees = ["octocat"]) => {
    const forms = form === undefined ? [] : [form];
    return keepEscalation(client, {
      about: "release",
      stage: "dev",
      forms,
      assignees,
      resolved: "Released.",
    });
  };

  test("is opened by a run that failed, updated by the next one, and closed by one that released", async () => {
    await record(10, { by, status: "failed", step: "smoke", reason: "smoke" });
    expect(await keep(await escalate())).toBe("The issue #1 was opened: https://github.example/i/1");
    await record(9, { by, status: "rolled-back", step: "smoke", reason: "smoke" });
    expect(await keep(await escalate())).toMatch(/^The issue #1 was updated/);
    expect(gitHub.openIssues).toEqual(["1 dev: The last release failed"]);
    expect(gitHub.issues[0]).toMatchObject({ labels: [{ name: "escalation" }] });
    expect(gitHub.issues[0]!.body).toContain("release (rolled-back)");
    expect(await keep(await escalate({ url, result: "success" }))).toMatch(/^The issue #1 was closed/);
    expect(gitHub.comments).toMatchObject([{ issue: 1, body: "Released." }]);
  });

  test("about new services is another one for each release", async () => {
    for (const release of ["2026-11-28T10:00:00.000Z-abcdef0", "2026-11-29T10:00:00.000Z-abcdef1"])
      for (let i = 0; i < 2; i++)
        await keepEscalation(client, {
          ...{ about: "services", stage: "dev", release, assignees: [], resolved: "" },
          forms: [(await escalate())!],
        });
    expect(gitHub.openIssues).toEqual([
      "1 dev: A release began to use new AWS services",
      "2 dev: A release began to use new AWS services",
    ]);
  });

  test("has no text of others outside of code, and mentions ESCALATE_TO only", async () => {
    const hostile = HOSTILE;
    await record(10, {
      ...{ by: `${hostile} (${url})`, status: "rolled-back", step: "smoke", reason: hostile },
      ...{ version: hostile, commit: hostile, previous: hostile, versions: { [hostile]: hostile } },
      events: [{ at: new Date().toISOString(), step: "smoke", message: hostile }],
    });
    await keep(await escalate());
    const [issue] = gitHub.issues;
    expect(issue!.body).toContain("@everyone");
    const ours = withoutCode(issue!.body);
    expect(ours).not.toMatch(EXPANDED);
    expect(ours.match(/@\S+/g)).toEqual(["@octocat"]);
  });
});
