import { RowWidget } from "@pulumi/awsx/classic/cloudwatch/widgets_flow";
import { AlarmWidget } from "@pulumi/awsx/classic/cloudwatch/widgets_simple";

import { apiMetrics, accountMetrics, platformMetrics } from "../metrics";
import { arns, physicalName } from "../names";
import { alarmGraph, pick } from "./alarm-graph";
import { colors, seriesColor } from "./colors";
import { consoleLinks, runbookLinks } from "./links";
import type { Shown } from "./shown";
import { graph, totals, text } from "./widgets";

/** Whether the platform is healthy, on one page. */
export function overviewRows(shown: Shown): RowWidget[] {
  const { stage, region, version, apiName, alarms: all, alarmNames } = shown;
  const api = apiMetrics(apiName, stage);
  const platform = platformMetrics(stage);
  const messages = pick(all, /^(codes-near-limit|sms-failing|email-bounces|email-complaints)$/);
  const arn = arns(shown);
  const events = Object.values(platform.events).map((metric, index) => ({
    metric,
    color: seriesColor(index),
  }));
  return [
    new RowWidget(
      text(
        2,
        `# ${stage}: release ${version}`,
        consoleLinks({ region }),
        `Runbooks: ${runbookLinks(messages)}`,
      ),
    ),
    new RowWidget(
      totals({
        title: "Health",
        lines: [
          { metric: api.requests, color: colors.requests },
          { metric: api.serverErrors, color: colors.failures },
          { metric: api.latency.p95, color: colors.p95 },
          { metric: platform.failures, color: colors.failures },
          { metric: accountMetrics.throttles, color: colors.throttles },
        ],
      }),
    ),
    new RowWidget(
      new AlarmWidget({
        title: "Alarms by state",
        width: 24,
        height: 5,
        sortBy: "stateUpdatedTimestamp",
        alarms: alarmNames.map((name) => arn.alarm(physicalName(name, { stage }))),
      }),
    ),
    new RowWidget(totals({ title: "Users", lines: events })),
    new RowWidget(
      graph({
        title: "Messages a minute",
        lines: [
          { metric: platform.messagesSent("sms"), color: colors.requests, label: "Sent by SMS" },
          { metric: platform.messagesSent("email"), color: colors.good, label: "Sent by e-mail" },
          { metric: platform.messagesFailed, color: colors.failures },
        ],
      }),
      alarmGraph("Sign-in codes an hour", ["codes-near-limit"], messages, colors.requests),
    ),
    new RowWidget(
      alarmGraph("Failed text messages", ["sms-failing"], messages, colors.failures),
      alarmGraph("E-mail: bounces and complaints", ["email-bounces", "email-complaints"], messages),
    ),
  ];
}
