import type { Email } from "../shared/email";
import {
  readEvent,
  type AlarmMessage,
  type AlertEvent,
  type AnomalyMessage,
  type BudgetMessage,
} from "./events";

/** How soon to respond, by topic: `critical` immediately, `warning` during working hours. */
export type Severity = "critical" | "warning";

/** What the messages say about the stage. */
export interface StageFacts {
  /** e.g. `prod`. */
  stage: string;
  /** e.g. `us-east-1`. */
  region: string;
  /** Team that owns the stage. */
  owner: string;
  /** Version of the deployed release. */
  version: string;
  /** Address of the folder of runbooks. */
  runbooks: string;
}

/** Limit of SNS and of most readers. */
const MAX_SUBJECT = 100;

/** Characters of a message that is passed on as it is. */
const MAX_OTHER = 8_000;

/** Where the users are. */
const LOCAL_TIME_ZONE = "Asia/Hong_Kong";

/** A line `label: value` of a message. Lines without a value are left out. */
type Line = readonly [label: string, value: string | undefined];

/**
 * Turns a message on an alert topic into one that a person can act on. Never throws.
 * @returns undefined for what is no news: an alarm that has just been created and is not going off.
 */
export function compose(text: string, severity: Severity, facts: StageFacts): Email | undefined {
  const event = readEvent(text);
  if (isFirstState(event)) return undefined;
  const { title, body, lines } = describe(event, severity, facts);
  const common: Line[] = [
    ["Stage", facts.stage],
    ["Release", facts.version],
  ];
  const table = [...lines, ...common]
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([label, value]) => `${label}: ${value ?? ""}`);
  return {
    subject: `[${facts.stage}] ${title}`.replaceAll(/\s+/g, " ").slice(0, MAX_SUBJECT),
    text: [...(body === "" ? [] : [body, ""]), ...table, ""].join("\n"),
  };
}

interface Described {
  title: string;
  body: string;
  lines: readonly Line[];
}

/** The first state of an alarm is INSUFFICIENT_DATA. A deployment of many alarms would send as many messages. */
function isFirstState(event: AlertEvent): boolean {
  if (event.kind !== "alarm") return false;
  return event.alarm.NewStateValue === "OK" && event.alarm.OldStateValue === "INSUFFICIENT_DATA";
}

function describe(event: AlertEvent, severity: Severity, facts: StageFacts): Described {
  switch (event.kind) {
    case "alarm":
      return describeAlarm(event.alarm, severity, facts);
    case "budget":
      return describeBudget(event.budget, severity, facts);
    case "anomaly":
      return describeAnomaly(event.anomaly, severity, facts);
    case "other":
      return {
        title: `${severity.toUpperCase()} message of unknown form`,
        body: event.text.slice(0, MAX_OTHER),
        lines: [],
      };
  }
}

function describeAlarm(alarm: AlarmMessage, severity: Severity, facts: StageFacts): Described {
  const { region, stage } = facts;
  const { AlarmName, NewStateValue, OldStateValue, NewStateReason, Trigger } = alarm;
  const name = shortName(AlarmName, stage);
  const state = NewStateValue === "ALARM" ? severity.toUpperCase() : NewStateValue;
  const cloudWatch = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
  const children = alarm.TriggeringChildren?.map(({ Arn }) =>
    shortName(Arn.replace(/^.*:alarm:/, ""), stage),
  );
  return {
    title: `${state} ${name}`,
    // What is wrong, and below it severity, owner and runbook.
    body: alarm.AlarmDescription ?? "",
    lines: [
      ["State", `${NewStateValue}${OldStateValue === undefined ? "" : `, was ${OldStateValue}`}`],
      ["Since", when(alarm.StateChangeTime)],
      ["Value", newestValues(NewStateReason)],
      ["Threshold", thresholdOf(Trigger)],
      ["Metric", metricOf(Trigger)],
      ["Because of", children?.join(", ")],
      ["Reason", NewStateReason],
      ["Graph", `${cloudWatch}#alarmsV2:alarm/${encodeURIComponent(AlarmName)}`],
      ["Logs", logsOf(Trigger, cloudWatch)],
    ],
  };
}

function describeBudget(
  budget: BudgetMessage,
  severity: Severity,
  { owner, runbooks, stage }: StageFacts,
): Described {
  const name = shortName(budget["budget name"] ?? "", stage);
  const type = budget["alert type"] ?? "";
  const amount = budget[`${type.toLowerCase()} amount`];
  return {
    title: `${severity.toUpperCase()} budget ${name}: ${type.toLowerCase()} cost ${amount ?? ""}`,
    body: "The cost of the stage is above a threshold of its budget.",
    lines: [
      ["Value", amount],
      ["Threshold", budget["alert threshold"]],
      ["Budget", `${name}, ${budget["budgeted amount"] ?? ""}`],
      ["Severity", severity],
      ["Owner", owner],
      ["Runbook", `${runbooks}/budget.md`],
      ["Graph", "https://console.aws.amazon.com/costmanagement/home#/budgets"],
    ],
  };
}

function describeAnomaly(
  { impact, anomalyStartDate, anomalyDetailsLink, rootCauses = [] }: AnomalyMessage,
  severity: Severity,
  { owner, runbooks }: StageFacts,
): Described {
  const dollars = (amount: number | undefined): string | undefined =>
    amount === undefined ? undefined : `${amount.toFixed(2)} USD`;
  const causes = rootCauses.map(({ service, region, usageType }) =>
    [service, region, usageType].filter((part) => part !== undefined && part !== "").join(", "),
  );
  return {
    title: `${severity.toUpperCase()} unusual cost: ${dollars(impact.totalImpact) ?? ""}`,
    body: "The account costs more than usual.",
    lines: [
      ["Since", when(anomalyStartDate)],
      ["Value", dollars(impact.totalActualSpend)],
      ["Expected", dollars(impact.totalExpectedSpend)],
      ["Because of", causes.join("; ")],
      ["Severity", severity],
      ["Owner", owner],
      ["Runbook", `${runbooks}/budget.md`],
      ["Graph", anomalyDetailsLink],
    ],
  };
}

/** `sjc1990app-api-server-errors-prod` → `api-server-errors`. */
function shortName(name: string, stage: string): string {
  return name.replace(/^sjc1990app-/, "").replace(new RegExp(`-${stage}$`), "");
}

/** In UTC, and where the users are. */
function when(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const local = new Intl.DateTimeFormat("en-GB", {
    timeZone: LOCAL_TIME_ZONE,
    dateStyle: "medium",
    timeStyle: "short",
  });
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC (${local.format(date)} in Hong Kong)`;
}

/** The data points that CloudWatch names in a reason: `[12.0 (28/11/26 03:05:00), 9.0 (…)]`, newest first. */
function newestValues(reason: string | undefined): string | undefined {
  const points = /datapoints? \[([^\]]+)\]/.exec(reason ?? "")?.[1];
  return points?.replaceAll(/ \([^)]*\)/g, "");
}

const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: "above",
  GreaterThanOrEqualToThreshold: "at least",
  LessThanThreshold: "below",
  LessThanOrEqualToThreshold: "at most",
};

/** e.g. `above 10 in 3 of 15 periods of 60 s`. */
function thresholdOf(trigger: AlarmMessage["Trigger"]): string | undefined {
  const { ComparisonOperator = "", Threshold, EvaluationPeriods, DatapointsToAlarm, Period } = trigger ?? {};
  if (Threshold === undefined || ComparisonOperator === "") return undefined;
  const periods = String(EvaluationPeriods ?? 1);
  return [
    `${COMPARISONS[ComparisonOperator] ?? ComparisonOperator} ${String(Threshold)}`,
    `in ${String(DatapointsToAlarm ?? periods)} of ${periods} periods`,
    ...(Period === undefined ? [] : [`of ${String(Period)} s`]),
  ].join(" ");
}

/** e.g. `AWS/SQS ApproximateNumberOfMessagesVisible, Maximum (QueueName: codes-dead)`, or the label of metric math. */
function metricOf(trigger: AlarmMessage["Trigger"]): string | undefined {
  const result = trigger?.Metrics?.find(({ ReturnData }) => ReturnData === true);
  if (result !== undefined) return result.Label ?? result.Expression;
  const { Namespace = "", MetricName = "", Statistic, ExtendedStatistic, Dimensions = [] } = trigger ?? {};
  if (Namespace === "" || MetricName === "") return undefined;
  const dimensions = Dimensions.map(({ name, value }) => `${name}: ${value}`).join(", ");
  const statistic = ExtendedStatistic ?? Statistic ?? "";
  return `${Namespace} ${MetricName}, ${statistic}${dimensions === "" ? "" : ` (${dimensions})`}`;
}

/** The log group of the function, where the metric is one of a function. */
function logsOf(trigger: AlarmMessage["Trigger"], cloudWatch: string): string | undefined {
  const fn = trigger?.Dimensions?.find(({ name }) => ["FunctionName", "function_name"].includes(name));
  // The console wants the name encoded twice, with $ instead of %.
  return fn && `${cloudWatch}#logsV2:log-groups/log-group/$252Faws$252Flambda$252F${fn.value}`;
}
