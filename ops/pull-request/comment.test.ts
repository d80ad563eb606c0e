import { hasFailed } from ".";
import { commentMarkdown, MARKER } from "./comment";
import { BODY_MAX, code } from "../markdown";
import { parseReport, REPORT_MAX, type PullRequestReport, type StageChange } from "./report";
import { emptyReport, unchanged } from "./testing/report";

/** A change of every kind. */
const dev: StageChange = {
  ...unchanged("dev"),
  passed: false,
  counts: { create: 2, update: 1, replace: 1, delete: 0, same: 390 },
  changes: [
    {
      action: "replace",
      resource: "aws:dynamodb/table:Table::users",
      properties: ["hashKey"],
      loss: "all items of the table",
    },
    { action: "update", resource: "aws:lambda/function:Function::auth-login", properties: ["code"] },
    { action: "create", resource: "aws:sqs/queue:Queue::new|er", properties: [] },
    { action: "create", resource: "aws:sqs/queue:Queue::other", properties: [] },
  ],
  problems: ["aws:dynamodb/table:Table::users would be replaced because hashKey changes"],
  notes: ["aws:dynamodb/table:Table::users is no longer protected from deletion"],
  permissions: [
    {
      ...{ holder: "auth-login", kind: "policy" },
      added: ["Allow dynamodb:Scan on arn:aws:dynamodb:us-east-1:444455556666:table/sjc1990app-users-dev"],
      removed: ["Allow dynamodb:Query on *"],
    },
  ],
  findings: [
    { rule: "iam-no-wildcard", level: "advisory", message: "names all tables" },
    { rule: "required-tags", level: "mandatory", resource: "aws:sqs/queue:Queue::other", message: "no tag" },
  ],
  cost: {
    total: { name: "total", before: 12, after: 13.5 },
    services: [{ name: "SQS", before: 0, after: 1.5 }],
    target: 200,
  },
};

const changed: PullRequestReport = {
  ...emptyReport(dev, { ...dev, stage: "staging", problems: [] }, unchanged("prod")),
  bundles: [
    { handler: "auth/login", before: 277_500, after: 280_100, loadBefore: 61.2, loadAfter: 64.8 },
    { handler: "auth/gone", before: 100_000, loadBefore: 30 },
  ],
  api: [
    { operation: "POST /auth/login", change: "changed", parts: ["request", "responses"] },
    { operation: "GET /users", change: "removed", parts: [] },
  ],
  migrations: [{ name: "0002-names", phase: "expand", describe: "Splits names" }],
};

test("what is refused and lost comes before the details, and stages share a row", () => {
  expect(commentMarkdown(changed, { link: "https://github.example/run/1" })).toMatchSnapshot();
});

test("a plan shows the stage itself before the rehearsal, its checks, new services and why it is a hotfix", () => {
  const { passed: _passed, failures: _failures, cost: _cost, ...live } = dev;
  const plan: PullRequestReport = {
    ...emptyReport(unchanged("dev")),
    ...{ live: [{ ...live, services: ["sqs"] }], hotfix: "sign-in fails for @everyone" },
    checks: [
      { name: "tests", outcome: "failed", reason: "the check run: failure", next: "Fix | it." },
      { name: "stage-before", outcome: "skipped", reason: "hotfix" },
      { name: "config", outcome: "passed" },
    ],
  };
  expect(commentMarkdown(plan, { heading: "What this release does to dev" })).toMatchSnapshot();
  expect(hasFailed({ ...plan, live: [], checks: plan.checks.slice(1) })).toBe(false);
  expect([hasFailed({ ...plan, live: [] }), hasFailed({ ...plan, checks: [] })]).toEqual([true, true]);
});

test("a pull request that changes nothing says so in a short comment", () => {
  const text = commentMarkdown(emptyReport(unchanged("dev"), unchanged("prod")));
  expect(text).toContain("| `dev` | ✅ rehearsed | 0 | 0 | 0 | 0 | 0 | 23.92 of 200.00 |");
  expect(text).not.toMatch(/<details>|###/);
});

describe("a report that is too long", () => {
  const many = (count: number, one: (i: number) => StageChange["changes"][number]) =>
    Array.from({ length: count }, (_, i) => one(i));
  const long: StageChange = {
    ...dev,
    changes: many(9_000, (i) => ({
      ...{ action: "update", properties: ["x".repeat(200)] },
      resource: `aws:sqs/queue:Queue::queue-${String(i)}`,
    })),
    permissions: Array.from({ length: 3_000 }, (_, i) => ({
      ...{ holder: `role-${String(i)}`, kind: "policy" as const, removed: [] },
      added: ["Allow dynamodb:Scan on " + "y".repeat(150)],
    })),
  };

  test("keeps its totals, what is refused and what is lost, and shortens the details", () => {
    const lost = many(50, (i) => ({
      ...{ action: "delete", properties: [], loss: "all items" },
      resource: `aws:dynamodb/table:Table::table-${String(i)}`,
    }));
    const text = commentMarkdown(emptyReport({ ...long, changes: [...lost, ...long.changes] }));
    expect(text.length).toBeLessThanOrEqual(BODY_MAX);
    for (const { resource } of lost) expect(text).toContain(`${code(resource)} loses`);
    expect(text).toContain("Resources: 9050 changed");
    expect(text).toMatch(/… and [\d,]+ more in the full report/);
    expect(text).toContain("Commit `aaaaaaa`");
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)!.length);
  });

  test("says how many losses it leaves out when they alone are too long", () => {
    const lost = many(9_000, (i) => ({
      ...{ action: "delete", properties: [], loss: "all items" },
      resource: `aws:dynamodb/table:Table::table-${String(i)}`,
    }));
    const text = commentMarkdown(emptyReport({ ...long, changes: lost }));
    expect(text.length).toBeLessThanOrEqual(BODY_MAX);
    const listed = text.match(/ loses /g)!.length;
    expect(listed).toBeGreaterThan(100);
    expect(text).toContain(`… and ${(9_000 - listed).toLocaleString("en-US")} more in the full report`);
  });

  test.each([2_000, 5_000, 20_000])("fits into %d characters", (limit) => {
    expect(commentMarkdown(emptyReport(long), { limit }).length).toBeLessThanOrEqual(limit);
  });
});

/** Texts that would do something outside of a code span. */
const hostile = [
  "@everyone",
  "fixes #1",
  "<img src=x onerror=alert(1)>",
  "</details><h1>Approved</h1>",
  "[click](https://evil.example)",
  "`@everyone`",
  "``` `` @everyone",
  "a | b | @everyone",
  "line\n\n## Approved\n@everyone",
  "right\u202eleft @everyone",
  MARKER,
  "\\`@everyone",
];

/** The comment without its code spans, as GitHub finds them: a run of backticks up to the next one of the same length. */
function outsideOfCode(markdown: string): string {
  return markdown.replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "");
}

test.each(hostile)("%j stays text wherever it comes from", (text) => {
  const stage: StageChange = {
    ...dev,
    stage: text,
    failures: [text],
    changes: [
      { action: "delete", resource: text, properties: [text], loss: text, accepted: text },
      { action: "update", resource: text, properties: [text] },
    ],
    problems: [text],
    notes: [text],
    permissions: [{ holder: text, kind: "policy", added: [text], removed: [text] }],
    findings: [{ rule: text, level: "mandatory", resource: text, message: text }],
    cost: { total: { name: text, before: 0, after: 1 }, services: [{ name: text, before: 0, after: 1 }] },
  };
  const comment = commentMarkdown({
    ...emptyReport(stage),
    base: { ref: text, commit: "b".repeat(40) },
    bundles: [{ handler: text, after: 1 }],
    api: [{ operation: text, change: "changed", parts: [text] }],
    migrations: [{ name: text, phase: text, describe: text }],
  });
  const rest = outsideOfCode(comment.slice(MARKER.length));
  expect(rest).not.toMatch(/everyone|#1|onerror|Approved|evil|<!--/);
  // Only the folds are HTML.
  expect(rest.replace(/<\/?(?:details|summary)>/g, "")).not.toMatch(/[<>]/);
  expect(comment).not.toMatch(/\u202e/);
});

describe("a report of somebody else", () => {
  test("is read when it is one", () => {
    expect(parseReport(JSON.stringify(changed))).toEqual(changed);
  });

  test.each<[string, string, RegExp]>([
    ["is not JSON", "{", /not JSON/],
    ["is another document", "{}", /format/],
    ["has fields that the schema does not know", JSON.stringify({ ...changed, html: "<b>" }), /content/],
    [
      "has a text that is too long",
      JSON.stringify({ ...changed, base: { ref: "x".repeat(1_001), commit: "b".repeat(40) } }),
      /base\.ref/,
    ],
    ["has a commit that is none", JSON.stringify({ ...changed, commit: "main" }), /commit/],
    ["is too long", `"${"x".repeat(REPORT_MAX)}"`, /longer than/],
  ])("is refused when it %s", (_what, json, message) => {
    expect(() => parseReport(json)).toThrow(message);
  });
});
