import { RowWidget } from "@pulumi/awsx/classic/cloudwatch/widgets_flow";

import { accountMetrics } from "../metrics";
import { alarmGraph } from "./alarm-graph";
import { colors } from "./colors";
import { consoleLinks, runbookLinks } from "./links";
import type { Shown } from "./shown";
import { graph, totals, text } from "./widgets";

/** Alarms of work in the background, by the end of their names. */
const BACKGROUND = /-(failing|behind|delayed|not-empty)$/;
const OTHERS = /^(function-error-rate|auth-authorizer-failing|lambda-concurrency.*)$/;
/** Alarms of other dashboards that end like those of functions. */
const ELSEWHERE = /^(api|sms|health-check)-/;

/** Functions, and the queues between them. */
export function lambdaRows({ region, alarms: all }: Shown): RowWidget[] {
  const alarms = Object.fromEntries(
    Object.entries(all).filter(
      ([name]) => OTHERS.test(name) || (BACKGROUND.test(name) && !ELSEWHERE.test(name)),
    ),
  );
  const { duration } = accountMetrics;
  const invocations = { metric: accountMetrics.invocations, color: colors.requests };
  const throttles = { metric: accountMetrics.throttles, color: colors.throttles };
  const p95 = { metric: duration.p95, color: colors.p95 };
  /** A graph of all alarms whose names end alike. */
  const each = (title: string, suffix: string) => {
    const names = Object.keys(alarms).filter((name) => name.endsWith(suffix) && !OTHERS.test(name));
    return alarmGraph(title, names, alarms, undefined, (name) => name.slice(0, -suffix.length));
  };
  return [
    new RowWidget(
      text(
        3,
        "# Lambda",
        "Metrics of all functions count every function of the account and region: dev and staging share one account.",
        `${consoleLinks({ region })}  \nRunbooks: ${runbookLinks(alarms)}`,
      ),
    ),
    new RowWidget(totals({ title: "Time range", lines: [invocations, throttles, p95] })),
    new RowWidget(
      graph({ title: "Invocations a minute", lines: [invocations], alarms }),
      alarmGraph("Error rate of all functions", ["function-error-rate"], alarms, colors.failures),
    ),
    new RowWidget(
      graph({
        title: "Duration",
        lines: [
          { metric: duration.average, color: colors.average },
          p95,
          { metric: duration.p99, color: colors.p99 },
        ],
      }),
      graph({ title: "Throttles a minute", lines: [throttles], alarms }),
    ),
    new RowWidget(
      graph({
        title: "Concurrent executions",
        lines: [{ metric: accountMetrics.concurrency, color: colors.requests }],
        alarms,
      }),
      alarmGraph("Concurrency of the account's quota", ["lambda-concurrency-quota"], alarms, colors.requests),
    ),
    new RowWidget(
      alarmGraph("Failures of the authorizer", ["auth-authorizer-failing"], alarms, colors.failures),
      each("Failures in the background", "-failing"),
    ),
    new RowWidget(
      each("Age of the oldest message", "-delayed"),
      each("Messages in dead-letter queues", "-not-empty"),
    ),
    new RowWidget(each("Age of stream records", "-behind")),
  ];
}
