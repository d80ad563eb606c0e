/** The form from a ledger and CloudWatch of the emulator, and the cost from amounts. */
import {
  CloudWatchClient,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";

import { alarmArgs, compositeArgs } from "../../infra/lib/alarms/arguments";
import { composites, functionAlarms } from "../../infra/lib/alarms";
import { takeLock } from "../operations/lock";
import {
  costEscalation,
  escalateAlarm,
  escalateCost,
  escalateFiring,
  escalateRelease,
  escalationMarkdown,
  isOverBudget,
} from ".";
import { FUNCTION, minutesAgo, part, testStage } from "./testing/stage";

const fixture = testStage();
const { emulator, stage, record } = fixture;
const { signal } = new AbortController();

describe("a release", () => {
  test("the newest that failed has its reason, its errors by code and its timeline, but no log message", async () => {
    const logs = new CloudWatchLogsClient(emulator.clientConfig);
    const [logGroupName, logStreamName] = [`/aws/lambda/${FUNCTION}`, "one"];
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const line = (minutes: number, errorCode: string) => ({
      timestamp: Date.parse(minutesAgo(minutes)),
      message: JSON.stringify({ level: "ERROR", errorCode, message: "ada@example.org has no photo" }),
    });
    const logEvents = [line(60, "OLD"), line(9, "PHOTO"), line(8, "PHOTO")];
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));

    const before = await record(100, {});
    await record(50, { status: "failed", step: "preview" });
    const events = [{ at: minutesAgo(9), step: "smoke" as const, message: "photo: @team <b>502</b>" }];
    const failed = await record(10, {
      ...{ status: "rolled-back", step: "smoke", previous: before.id, events },
      reason: "the smoke test failed",
    });
    await record(2, {});

    const escalation = await escalateRelease(stage(), undefined, { signal });
    const markdown = escalationMarkdown(escalation);
    expect(part(markdown, "Issue")).toEqual([
      `- release (rolled-back): \`${failed.id}\``,
      "- Version: `1.2.0, commit abcdef0123456789, by a workflow`",
      `- Function versions: \`${FUNCTION}:3\``,
      "- Step: `smoke`",
    ]);
    expect(part(markdown, "Severity")).toEqual(["warning"]);
    expect(part(markdown, "Impact")[0]).toBe("- What users notice: _to be filled in_");
    expect(part(markdown, "Impact")).toContain("- Requests: `no data`");
    expect(part(markdown, "Root cause")).toEqual([
      "- Reason on record: `the smoke test failed`",
      `- Errors in the log since it began: \`2 × ${FUNCTION} PHOTO\``,
    ]);
    expect(part(markdown, "Resolution")).toEqual([`- Rolled back to: \`${before.id}\``]);
    expect(part(markdown, "Timeline (UTC)")).toEqual([
      `- \`${failed.committedAt}\` \`time of the commit\``,
      `- \`${failed.startedAt}\` \`the release began\``,
      `- \`${events[0]!.at}\` \`smoke: photo: @team <b>502</b>\``,
      `- \`${failed.endedAt!}\` \`the release ended: rolled-back\``,
    ]);
    expect(JSON.stringify(escalation)).not.toContain("example.org");
  });

  test.each([
    ["failed", "bake", "critical"],
    ["failed", "preview", "warning"],
  ] as const)(
    "%s in the step %s is %s, and what is not known is left to a person",
    async (status, step, severity) => {
      const { id } = await record(10, { status, step });
      const escalation = await escalateRelease(stage(), id, { signal });
      expect(escalation.severity).toBe(severity);
      expect(escalation.resolution).toEqual([]);
      expect(part(escalationMarkdown(escalation), "Resolution")).toEqual(["_to be filled in_"]);
    },
  );

  test("one that runs has no severity; when its process died it was lost, and the next release ends it", async () => {
    await record(20, { status: "failed", step: "bake" });
    const { id } = await record(10, { status: "running", step: "bake" });
    const lease = await takeLock(fixture.table, "release");
    expect(await escalateRelease(stage(), id, { signal })).toMatchObject({ severity: null, resolution: [] });
    await lease.release();
    const lost = await escalateRelease(stage(), undefined, { signal });
    expect(lost.severity).toBe("critical");
    const markdown = escalationMarkdown(lost);
    expect(part(markdown, "Issue")[0]).toBe(`- release (lost): \`${id}\``);
    expect(part(markdown, "Root cause")[0]).toBe("- Reason on record: `the process ended in the step bake`");
    expect(part(markdown, "Resolution")[0]).toContain("the next release ends this one first");
  });

  test("what cannot be read is named, and the form has the rest", async () => {
    await record(10, { status: "failed", step: "bake" });
    const broken = { ...stage(), stack: () => Promise.reject(new Error("no stack <dev>")) };
    const markdown = escalationMarkdown(await escalateRelease(broken, undefined, { signal }));
    expect(part(markdown, "Root cause")[1]).toBe("- Errors in the log: `not read: no stack <dev>`");
    expect(part(markdown, "Severity")).toEqual(["critical"]);
  });

  test("one that does not exist is refused", async () => {
    await record(10, {});
    await expect(escalateRelease(stage(), undefined, { signal })).rejects.toMatchObject({
      ...{ name: "UserError", message: 'no release of the stage "dev" failed or was rolled back' },
    });
    await expect(escalateRelease(stage(), "x", { signal })).rejects.toMatchObject({
      ...{ name: "UserError", message: 'the stage "dev" has no release "x"' },
    });
  });
});

describe("an alarm", () => {
  const settings = { alarmsEnabled: false, owner: "a team", stage: "dev" };

  /** Fires the alarm of a function's errors, and with it the composite one. */
  async function fire(): Promise<void> {
    const client = new CloudWatchClient(emulator.clientConfig);
    const row = functionAlarms("sjc1990app-auth-authorizer-dev", "dev")["function-error-rate"]!;
    const AlarmName = "sjc1990app-function-error-rate-dev";
    await client.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName, Namespace: "sjc1990app", MetricName: "None", Statistic: "Sum", Period: 60 },
        ...{ Threshold: 1, EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold" },
        ...{ TreatMissingData: "ignore" },
        AlarmDescription: alarmArgs("function-error-rate", row, settings, []).alarmDescription as string,
      }),
    );
    const composite = compositeArgs(
      "platform-degraded",
      composites["platform-degraded"],
      ["function-error-rate"],
      settings,
      [],
    );
    await client.send(
      new PutCompositeAlarmCommand({
        AlarmName: composite.alarmName as string,
        AlarmRule: composite.alarmRule as string,
        AlarmDescription: composite.alarmDescription as string,
      }),
    );
    for (const [StateValue, StateReason] of [
      ["OK", "quiet"],
      ["ALARM", "6 % > 5 %"],
    ] as const)
      await client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
  }
  beforeAll(fire);

  test.each(["function-error-rate", "sjc1990app-function-error-rate-dev"])(
    "%s has state, severity, runbook, history and the release that served",
    async (name) => {
      const served = await record(10, {});
      await record(20, {});
      const escalation = await escalateAlarm(stage(), name, { signal });
      const markdown = escalationMarkdown(escalation);
      expect(escalation.severity).toBe("critical");
      expect(part(markdown, "Issue")).toEqual([
        "- Alarm: `sjc1990app-function-error-rate-dev`",
        "- What it means: `More than 5 % of at least 20 invocations in 15 minutes failed.`",
        "- State: `ALARM`",
        "- Reason of this state: `6 % > 5 %`",
        expect.stringMatching(/^- Fired: `20/),
        `- Release that served then: \`${served.id}\``,
        expect.stringMatching(/^- Version/),
        expect.stringMatching(/^- Function versions/),
      ]);
      expect(part(markdown, "Root cause")).toEqual(["_to be filled in_"]);
      expect(part(markdown, "Resolution")[0]).toMatch(
        /^- Runbook: https:\/\/\S+\/docs\/runbooks\/function-error-rate\.md$/,
      );
      const texts = escalation.timeline.map(({ text }) => text);
      expect(texts).toContain("Alarm updated from OK to ALARM: 6 % > 5 %");
      expect(texts.some((text) => text.startsWith("alarm function-error-rate fired"))).toBe(false);
      expect(texts.some((text) => text.startsWith("alarm platform-degraded fired"))).toBe(true);
    },
  );

  test("a composite one is found, with its history", async () => {
    const { severity, timeline, issue } = await escalateAlarm(stage(), "platform-degraded", { signal });
    expect(severity).toBe("warning");
    expect(timeline.some(({ text }) => text.includes("to ALARM"))).toBe(true);
    expect(issue).toContainEqual({ label: "Release that served then", value: null });
  });

  test("those that fire and are critical have a form each", async () => {
    const forms = await escalateFiring(stage(), { signal });
    expect(forms.map(({ issue: [alarm], severity }) => [alarm?.value, severity])).toEqual([
      ["sjc1990app-function-error-rate-dev", "critical"],
    ]);
    const prod = { ...stage(), place: { stage: "prod", region: "us-east-1", accountId: "1" } };
    expect(await escalateFiring(prod, { signal })).toEqual([]);
  });

  test.each(["nothing", "sjc1990app-function-error-rate-prod"])("%s is refused", async (name) => {
    await expect(escalateAlarm(stage(), name, { signal })).rejects.toMatchObject({ name: "UserError" });
  });
});

describe("the cost", () => {
  const costs = {
    ...{ stage: "prod", forecast: 260 },
    lastMonth: { from: "2026-10-01", total: 6, services: [{ service: "AWS WAF", usd: 6 }] },
    monthToDate: { from: "2026-11-01", total: 93, services: [{ service: "Amazon SNS", usd: 93 }] },
    budgets: [{ name: "monthly target", limit: 200, share: 1.3 }],
  };
  const now = new Date("2026-11-28T04:00:00Z");

  test("is shown by service against the budgets, and is a warning above the target", () => {
    const markdown = escalationMarkdown(costEscalation(costs, now));
    expect(part(markdown, "Issue")).toEqual([
      "- Spent since 2026-11-01: `93.00 USD`",
      "- Forecast of this month: `260.00 USD`",
      "- Service: `Amazon SNS: 93.00 USD, last month 0.00 USD`",
    ]);
    expect(part(markdown, "Severity")).toEqual(["warning"]);
    expect(part(markdown, "Impact")).toEqual(["- Budget: `monthly target 200.00 USD: 130 % used`"]);
  });

  test("below the target, and without a forecast, a person decides", () => {
    const { forecast: _forecast, ...rest } = costs;
    const markdown = escalationMarkdown(costEscalation(rest, now));
    expect(part(markdown, "Severity")).toEqual(["_to be filled in_"]);
    expect(part(markdown, "Issue")).toContain("- Forecast of this month: _to be filled in_");
  });

  test.each([
    [250, undefined, false],
    [250.01, undefined, true],
    [93, 250.01, true],
    [93, 249, false],
  ])("of %d USD with a forecast of %p is over the budget: %p", (total, forecast, over) => {
    const monthly = [100, 250].map((limit) => ({ name: "monthly alert", limit, share: 1 }));
    const budgets = [...monthly, { name: "daily alert", limit: 10, share: 1 }];
    const { forecast: _forecast, ...rest } = {
      ...costs,
      budgets,
      monthToDate: { ...costs.monthToDate, total },
    };
    expect(isOverBudget(forecast === undefined ? rest : { ...rest, forecast })).toBe(over);
    expect(isOverBudget({ ...rest, budgets: [] })).toBe(false);
  });

  test("of the stage local is refused", async () => {
    await expect(escalateCost("local")).rejects.toMatchObject({
      ...{ name: "UserError", message: "the stage local has no costs" },
    });
  });
});

test("a link to another place stays code, and a long timeline shows its newest entries", () => {
  const timeline = Array.from({ length: 60 }, (_, i) => ({
    at: minutesAgo(60 - i),
    text: `entry ${String(i)}`,
  }));
  const markdown = escalationMarkdown({
    ...{ stage: "dev", at: minutesAgo(0), about: "alarm", severity: null, impact: [], rootCause: [] },
    issue: [],
    resolution: [{ label: "Runbook", value: "https://example.org/page.md" }],
    timeline,
  });
  expect(part(markdown, "Resolution")).toEqual(["- Runbook: `https://example.org/page.md`"]);
  const lines = part(markdown, "Timeline (UTC)");
  expect(lines).toHaveLength(51);
  expect([lines[0], lines.at(-1)]).toEqual([
    "- 10 older entries: see `--json`",
    expect.stringContaining("`entry 59`"),
  ]);
});
