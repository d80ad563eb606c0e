import { compose, type StageFacts } from "./message";
import { budgetNotification, compositeAlarm, costAnomaly, mathAlarm, metricAlarm } from "./testing/samples";

const facts: StageFacts = {
  ...{ stage: "prod", region: "us-east-1", owner: "platform-team", version: "1.2.3" },
  runbooks: "https://example.org/runbooks",
};
const text = (message: unknown, severity: "critical" | "warning" = "critical") =>
  compose(typeof message === "string" ? message : JSON.stringify(message), severity, facts) ?? {
    ...{ subject: "nothing is sent", text: "" },
  };

test("an alarm on a metric", () => {
  expect(text(metricAlarm)).toEqual({
    subject: "[prod] CRITICAL deliver-errors",
    text: `Notifications fail.
Severity: critical. Owner: platform-team. Runbook: https://example.org/r.md

State: ALARM, was OK
Since: 2026-11-28 03:06 UTC (28 Nov 2026, 11:06 in Hong Kong)
Value: 12.0, 9.0
Threshold: above 5 in 2 of 3 periods of 300 s
Metric: AWS/Lambda Errors, SUM (FunctionName: sjc1990app-notifications-deliver-prod)
Reason: ${metricAlarm.NewStateReason}
Graph: https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:alarm/sjc1990app-deliver-errors-prod
Logs: https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fsjc1990app-notifications-deliver-prod
Stage: prod
Release: 1.2.3
`,
  });
});

test("an alarm by metric math has the label of its result", () => {
  const { subject, text: body } = text(mathAlarm, "warning");
  expect(subject).toBe("[prod] WARNING error-rate");
  expect(body).toContain("\nMetric: Error rate\n");
  expect(body).toContain("\nThreshold: above 0.05 in 1 of 1 periods of 300 s\n");
  expect(body).not.toContain("Logs:");
});

test("a composite alarm names the alarms that changed it", () => {
  const { subject, text: body } = text(compositeAlarm);
  expect(subject).toBe("[prod] CRITICAL unhealthy");
  expect(body).toContain("\nBecause of: error-rate\n");
  expect(body).not.toMatch(/^(Value|Threshold|Metric|Logs):/m);
});

test("the end of an alarm has no severity in its subject", () => {
  const over = { ...metricAlarm, NewStateValue: "OK", OldStateValue: "ALARM" };
  const { subject, text: body } = text(over);
  expect(subject).toBe("[prod] OK deliver-errors");
  expect(body).toContain("\nState: OK, was ALARM\n");
  expect(text({ ...metricAlarm, NewStateValue: "INSUFFICIENT_DATA" }).subject).toBe(
    "[prod] INSUFFICIENT_DATA deliver-errors",
  );
});

test("the first state of a new alarm is no news, unless it goes off", () => {
  const created = { ...metricAlarm, OldStateValue: "INSUFFICIENT_DATA" };
  expect(text({ ...created, NewStateValue: "OK" }).subject).toBe("nothing is sent");
  expect(text(created).subject).toBe("[prod] CRITICAL deliver-errors");
});

test("a notification of a budget", () => {
  expect(text(budgetNotification, "warning")).toEqual({
    subject: "[prod] WARNING budget monthly-forecast: forecasted cost $163.20",
    text: `The cost of the stage is above a threshold of its budget.

Value: $163.20
Threshold: > $150.00
Budget: monthly-forecast, $200.00
Severity: warning
Owner: platform-team
Runbook: https://example.org/runbooks/budget.md
Graph: https://console.aws.amazon.com/costmanagement/home#/budgets
Stage: prod
Release: 1.2.3
`,
  });
});

test("a cost anomaly", () => {
  expect(text(costAnomaly, "warning")).toEqual({
    subject: "[prod] WARNING unusual cost: 21.25 USD",
    text: `The account costs more than usual.

Since: 2026-11-27 00:00 UTC (27 Nov 2026, 08:00 in Hong Kong)
Value: 30.50 USD
Expected: 9.25 USD
Because of: Amazon SNS, us-east-1, SMS-HK
Severity: warning
Owner: platform-team
Runbook: https://example.org/runbooks/budget.md
Graph: ${costAnomaly.anomalyDetailsLink}
Stage: prod
Release: 1.2.3
`,
  });
});

test.each([
  ["plain text", "You have chosen to subscribe to the topic."],
  ["JSON of another service", '{"source":"aws.health","detail":{"service":"EC2"}}'],
  ["an alarm without a state", JSON.stringify({ ...metricAlarm, NewStateValue: undefined })],
  ["nothing", ""],
])("%s is passed on as it is", (_what, message) => {
  const { subject, text: body } = text(message);
  expect(subject).toBe("[prod] CRITICAL message of unknown form");
  expect(body).toBe(`${message === "" ? "" : `${message}\n\n`}Stage: prod\nRelease: 1.2.3\n`);
});

test("a long message of unknown form is cut", () => {
  expect(text("x".repeat(300_000)).text).toBe(`${"x".repeat(8_000)}\n\nStage: prod\nRelease: 1.2.3\n`);
});

test("a subject is one line of at most 100 characters", () => {
  const { subject } = text({ ...metricAlarm, AlarmName: `a\nb${"c".repeat(200)}` });
  expect(subject).toMatch(/^\[prod\] CRITICAL a bc+$/);
  expect(subject).toHaveLength(100);
});
