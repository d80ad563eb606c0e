import type { Release } from "../operations/ledger";
import { figuresOf } from "./figures";
import { reportMarkdown, reportPage, reportText, type StageReport } from "./index";

const now = new Date("2026-11-29T00:00:00Z");

let id = 0;
function release(start: string, more: Partial<Release> = {}): Release {
  id += 1;
  const startedAt = `2026-11-${start}:00.000Z`;
  return {
    ...{ id: `${startedAt}-${String(id)}`, kind: "release", status: "released", step: "finish" },
    ...{ version: "1.2.0", commit: "abcdef0123456789", committedAt: startedAt, by: "a workflow", events: [] },
    startedAt,
    endedAt: new Date(Date.parse(startedAt) + 6 * 60_000).toISOString(),
    ...more,
  };
}

test("without releases there are no figures but their number", () => {
  expect(figuresOf([], 28, now)).toEqual({
    ...{ days: 28, releasesPerWeek: 0, leadTimeHours: null, failureRate: null, restoreHours: null },
  });
});

test("lead time is the median from the commit to the end of the release", () => {
  const all = [2, 4, 12].map((hours) =>
    release("20T12:00", {
      committedAt: "2026-11-20T00:00:00Z",
      endedAt: `2026-11-20T${String(hours).padStart(2, "0")}:00:00Z`,
    }),
  );
  expect(figuresOf(all, 28, now)).toMatchObject({ leadTimeHours: 4, releasesPerWeek: 0.75, failureRate: 0 });
  expect(figuresOf(all.slice(0, 2), 28, now)).toMatchObject({ leadTimeHours: 3 });
});

test("a deployment failed when it ended so, or when a rollback took it back", () => {
  const good = release("20T10:00");
  const takenBack = release("21T10:00", { previous: good.id });
  const rollback = release("21T12:00", { kind: "rollback", previous: takenBack.id, to: good.id });
  const rolledBack = release("22T10:00", { status: "rolled-back", endedAt: "2026-11-22T10:30:00Z" });
  const failed = release("23T10:00", { status: "failed" });
  const fixed = release("23T20:00", { endedAt: "2026-11-23T22:00:00Z" });
  const all = [fixed, failed, rolledBack, rollback, takenBack, good];
  const figures = figuresOf(all, 28, now);
  // Of five releases, three. The rollback is none.
  expect(figures.failureRate).toBe(60);
  expect(figures.releasesPerWeek).toBe(0.75);
  // 0.5 h, 2.1 h and 12 h.
  expect(figures.restoreHours).toBeCloseTo(2.1);
});

test("older and running releases do not count, and a failure without an end has no time to restore", () => {
  const old = release("01T10:00");
  const running = release("28T10:00", { status: "running" });
  const failed = release("27T10:00", { status: "failed" });
  expect(figuresOf([running, failed, old], 7, now)).toMatchObject({
    ...{ releasesPerWeek: 0, failureRate: 100, restoreHours: null, leadTimeHours: null },
  });
});

function report(): StageReport {
  const broken = release("27T10:00", { status: "rolled-back", reason: "smoke: <photo> failed | 502" });
  const current = release("26T10:00", {
    versions: { "sjc1990app-health-dev": "3" },
    migrations: ["0001-shards"],
  });
  const all = [broken, current];
  return {
    ...{ stage: "dev", at: now.toISOString(), current, running: null, figures: figuresOf(all, 28, now) },
    releases: all.map(({ events: _events, ...rest }) => rest),
    health: {
      ...{ stage: "dev", since: current.startedAt, until: now.toISOString() },
      ...{ invocations: 10, errorRate: 0, throttles: null, requests: 9, serverErrors: 0, latencyP95: 321 },
      alarms: [{ name: "api-slow", since: now.toISOString(), reason: "slow" }],
    },
  };
}

test("text and Markdown show what serves, the figures and the health", () => {
  const text = reportText(report());
  expect(text).toContain("Serves: 2026-11-26T10:00Z  abcdef0  1.2.0  released, 6:00 min, by a workflow");
  expect(text).toMatch(/Migrations: 0001-shards/);
  expect(text).toMatch(/Change failure rate +50\.0 %/);
  expect(text).toMatch(/Throttles +no data/);
  const markdown = reportMarkdown(report());
  expect(markdown).toContain("| Latency p95 (highest) | 321 ms |");
  expect(markdown).toContain("smoke: <photo> failed \\| 502 |");
});

test("the page shows two plots for each stage, loads nothing, and escapes what it shows", () => {
  const html = reportPage([
    report(),
    { ...report(), stage: "prod", current: null, health: null, releases: [] },
  ]);
  expect(html.match(/<svg /g)).toHaveLength(4);
  expect(html).toContain("&lt;photo&gt; failed");
  expect(html).not.toMatch(/<(script|link|img)|NaN|undefined|<photo>/);
});
