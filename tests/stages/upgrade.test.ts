import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { copyProgram, edit } from "../../ops/program-copy";
import { silentProgress } from "../../common/progress";
import { rehearse, type RehearsalReport } from "../../ops/rehearse";
import { survivals } from "../../ops/rehearse/journeys/fill";

jest.setTimeout(600_000);

describe("an upgrade", () => {
  let repo: string;

  const git = (...args: string[]): void => {
    const identity = [
      "-c",
      "user.name=test",
      "-c",
      "user.email=test@example.org",
      "-c",
      "commit.gpgsign=false",
    ];
    execFileSync("git", [...identity, ...args], { cwd: repo, stdio: "pipe" });
  };
  const upgrade = (stage: string): Promise<RehearsalReport> =>
    rehearse({
      stage,
      from: "HEAD",
      checkout: repo,
      progress: silentProgress,
      signal: new AbortController().signal,
    });

  beforeEach(() => {
    repo = copyProgram();
    fs.writeFileSync(path.join(repo, ".gitignore"), "node_modules\n");
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "Release");
  });
  afterEach(() => {
    fs.rmSync(repo, { recursive: true });
  });

  test("that loses nothing is deployed, and old users find what they left", async () => {
    edit(repo, "functions/health/health.ts", /$/, "\nexport const changed = true;\n");
    edit(
      repo,
      "infra/data.ts",
      'ttlAttribute: "expiresAt",\n});',
      'ttlAttribute: "expiresAt",\n  stream: true,\n});',
    );
    const report = await upgrade("dev");
    expect(report.steps.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(report.passed).toBe(true);
    const updated = report.changes?.changes.map(({ action, resource }) => `${action} ${resource}`);
    expect(updated).toEqual([
      "update aws:dynamodb/table:Table::sessions",
      "update aws:lambda/alias:Alias::health-live",
      "update aws:lambda/function:Function::health",
    ]);
    expect(report.journeys.map(({ name }) => name)).toEqual(
      expect.arrayContaining(survivals.map(({ name }) => `after the upgrade, ${name}`)),
    );
  });

  test("that replaces a table is refused by its name before anything is changed", async () => {
    edit(
      repo,
      "infra/data.ts",
      'new Table("users", {\n  hashKey: { name: "userId"',
      'new Table("users", {\n  hashKey: { name: "personId"',
    );
    const report = await upgrade("staging");
    expect(report.passed).toBe(false);
    expect(report.changes?.problems).toEqual([
      expect.stringMatching(/^aws:dynamodb\/table:Table::users would be replaced, because hashKey changes/),
    ]);
    expect(report.steps.map(({ name, outcome }) => `${outcome} ${name}`).slice(2)).toEqual([
      "passed HEAD is used, and holds data",
      "failed the upgrade is previewed and judged",
      "skipped people use it",
    ]);
  });
});
