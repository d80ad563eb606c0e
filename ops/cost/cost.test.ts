import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse } from "yaml";

import { UserError } from "../../common/errors";
import { repoRoot } from "../../common/paths";
import { silentProgress } from "../../common/progress";
import { validConfig } from "../../infra/offline/registered";
import { runProgram } from "../../infra/offline/run-program";
import { customMetrics } from "../../policies/cost/custom-metrics";
import { smsCountries } from "../../policies/cost/sms";
import type { CostResource } from "../../policies/cost/traffic";
import { stagesOf } from "../secrets/stage-file";
import { comparisonMarkdown, comparisonText, estimateStage, reportMarkdown, reportText } from ".";
import { compare } from "./compare";
import { budgetsOf, reportOf, type CostReport } from "./report";
import { previewResources, stageResources } from "./resources";

const run = (args: { users?: number; preview?: string; compare?: string; stage?: string }) =>
  estimateStage({ stage: "prod", progress: silentProgress, ...args });

let prod: CostResource[];
let report: CostReport;
let dir: string;
beforeAll(async () => {
  prod = await stageResources("prod");
  report = reportOf("prod", prod);
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "sjc1990app-cost-test-"));
});
afterAll(() => fs.rmSync(dir, { recursive: true }));

/** Saves something as JSON. @returns the file. */
function saved(name: string, content: unknown): string {
  const file = path.join(dir, name);
  fs.writeFileSync(file, JSON.stringify(content));
  return file;
}

test("prod with 500 users costs at most 25 USD a month without text messages", () => {
  expect(report.usage.users).toBe(500);
  expect(report.total).toBeLessThanOrEqual(25);
});

test("every line of prod is explained, and lines, services and components have the same total", () => {
  const lines = report.services.flatMap((one) => one.lines);
  expect(lines.length).toBeGreaterThan(30);
  for (const { item, explanation, source } of lines) {
    expect(explanation).toMatch(
      item.startsWith("free: ") ? /^[\d.,]+ .* of the account's [\d.,]+ free$/ : /× [\d.e-]+/,
    );
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
  }
  const sum = (all: readonly { usd: number }[]): number => all.reduce((total, { usd }) => total + usd, 0);
  for (const part of [lines, report.services, report.components])
    expect(sum(part)).toBeCloseTo(report.total, 9);
});

test.each(stagesOf(repoRoot))("every type that %s registers is priced or free", async (stage) => {
  const resources = stage === "prod" ? prod : await stageResources(stage);
  expect(reportOf(stage, resources).unpriced).toEqual([]);
});

test("types of optional settings are priced or free", async () => {
  const domains = '{"api":"api.example.org","photos":"photos.example.org","hostedZoneId":"Z0123456789ABC"}';
  const registered = await runProgram({ config: { ...validConfig, "sjc1990app:domains": domains } });
  const resources = registered.map(({ type, name }) => ({ type, name, props: {} }));
  const { unpriced, services } = reportOf("prod", resources);
  expect(unpriced).toEqual([]);
  expect(services.find(({ service }) => service === "Route 53")?.usd).toBeCloseTo(0.5, 9);
});

test("the application's metrics are those that the functions write", () => {
  const source = fs.readFileSync(path.join(repoRoot, "functions/shared/metrics.ts"), "utf8");
  const [, counted = ""] = /export type Counted =([^;]+);/.exec(source) ?? [];
  const written = [...counted.matchAll(/"(\w+)"/g), ...source.matchAll(/\badd\("(\w+)"/g)].map(
    ([, name]) => name,
  );
  // Powertools names this one.
  expect(Object.keys(customMetrics).sort()).toEqual([...new Set([...written, "ColdStart"])].sort());
});

test("every calling code that the project serves by default has a price", () => {
  const text = fs.readFileSync(path.join(repoRoot, "Pulumi.yaml"), "utf8");
  const { config } = parse(text) as { config: { callingCodes: { default: string[] } } };
  expect(Object.keys(smsCountries)).toEqual(expect.arrayContaining(config.callingCodes.default));
});

test("more users cost more, and text messages have a total of their own", async () => {
  const { report: large } = await run({ users: 5000 });
  expect(large.total).toBeGreaterThan(report.total);
  expect(large.sms.total).toBeCloseTo(report.sms.total * 10, 6);
});

test("an unknown stage is refused", async () => {
  await expect(run({ stage: "nowhere" })).rejects.toThrow(new UserError('unknown stage "nowhere"', ""));
});

describe("budgets", () => {
  test("compare the month and an average day with the amounts of the stage", () => {
    const budget = '{"target":200,"monthly":[100,250],"daily":10}';
    expect(
      budgetsOf(budget, 50).map(({ name, limit, share }) => [name, limit, Number(share.toFixed(3))]),
    ).toEqual([
      ["monthly target", 200, 0.25],
      ["monthly alert", 100, 0.5],
      ["monthly alert", 250, 0.2],
      ["daily alert", 10, 0.164],
    ]);
  });

  test("are left out for a stage without them", () => {
    expect(budgetsOf(undefined, 50)).toEqual([]);
  });
});

describe("a comparison", () => {
  const alarm: CostResource = {
    type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    name: "new",
    props: { tags: { component: "watching" } },
  };

  test("shows the services and components that change", async () => {
    const before = saved("before.json", report);
    const after = reportOf("prod", [...prod, alarm]);
    const { comparison } = await run({ compare: before });
    expect([comparison?.services, comparison?.components]).toEqual([[], []]);
    const changed = compare(report, after);
    expect(changed.components).toEqual([{ name: "watching", before: 0, after: 0.5 }]);
    expect(comparisonText("prod", changed)).toMatch(/watching +\+0\.50 {3}0\.00 → 0\.50/);
    expect(comparisonMarkdown(after, changed)).toContain("| watching | 0.00 | 0.50 | +0.50 |");
    expect(comparisonMarkdown(report, compare(after, report))).toContain(
      "| watching | 0.50 | 0.00 | -0.50 |",
    );
  });

  test("of another stage or with other usage is refused", () => {
    expect(() => compare({ ...report, stage: "dev" }, report)).toThrow(
      'saved estimate is of the stage "dev"',
    );
    expect(() => compare(reportOf("prod", prod, { users: 1 }), report)).toThrow("for other usage (users)");
  });

  test("of two saved previews needs neither", async () => {
    const step = (op: string, name: string, type = alarm.type) => ({
      op,
      urn: `urn:pulumi:prod::sjc1990app::sjc1990app:a:B$${type}::${name}`,
      newState: { type, inputs: { name, tags: { component: name } } },
    });
    const before = saved("preview-before.json", { steps: [step("same", "a")], changeSummary: { same: 1 } });
    const steps = [step("same", "a"), step("create", "b"), { ...step("delete", "c"), newState: undefined }];
    const after = saved("preview-after.json", { steps, changeSummary: { same: 1 } });
    const { comparison } = await run({ preview: after, compare: before });
    expect(comparison?.components).toEqual([{ name: "b", before: 0, after: 0.5 }]);
  });

  test("with a git ref runs the program of that commit", async () => {
    const { comparison } = await run({ compare: "HEAD" });
    expect(comparison?.total.before).toBeGreaterThan(0);
  });

  test.each<[string, () => string, string]>([
    ["an unknown ref", () => "no-such-ref", 'unknown git ref "no-such-ref"'],
    ["a file without JSON", () => path.join(repoRoot, "README.md"), "cannot be read as JSON"],
    ["another JSON file", () => saved("other.json", { total: 1 }), "is neither a preview nor an estimate"],
    [
      "a preview of another stage",
      () => saved("dev.json", { steps: [{ op: "same", urn: "urn:pulumi:dev::p::t::n" }] }),
      'is not a preview of the stage "prod"',
    ],
  ])("with %s is refused", async (_, other, message) => {
    await expect(run({ compare: other() })).rejects.toThrow(message);
  });
});

test("a preview without its unchanged resources is refused", () => {
  expect(() => previewResources({ steps: [], changeSummary: { same: 3 } }, "p.json")).toThrow(
    "p.json leaves out unchanged resources",
  );
});

test("the estimate is printed as text and as Markdown", () => {
  const elsewhere = { ...report, region: "eu-west-1", unpriced: ["aws:ec2/vpc:Vpc"] };
  expect(reportText(elsewhere)).toMatch(
    /^Estimated cost of prod in USD a month: 500 users, 100,000 API requests a month/,
  );
  expect(reportText(elsewhere)).toContain("eu-west-1 may cost more");
  expect(reportText(elsewhere)).toContain("Not priced: aws:ec2/vpc:Vpc.");
  expect(reportText(elsewhere)).toMatch(/\n {2}monthly target +200\.00 {3}\d+ % used\n/);
  expect(reportMarkdown(elsewhere)).toContain("| | web ACLs | 5.00 | 1 web ACLs × 5 USD |");
  expect(reportMarkdown(elsewhere)).toContain("Not priced: `aws:ec2/vpc:Vpc`.");
});
