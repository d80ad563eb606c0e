import { RowWidget } from "@pulumi/awsx/classic/cloudwatch/widgets_flow";

import { apiMetrics } from "../metrics";
import { alarmGraph, pick } from "./alarm-graph";
import { colors } from "./colors";
import { consoleLinks, runbookLinks } from "./links";
import type { Shown } from "./shown";
import { graph, totals, text } from "./widgets";

/** Names of alarms on this dashboard. */
const NAMES = /^(api|firewall|health-check)-/;

/** Requests, status codes and latency of the REST API. */
export function apiRows({ apiName, stage, region, alarms: all }: Shown): RowWidget[] {
  const api = apiMetrics(apiName, stage);
  const alarms = pick(all, NAMES);
  const requests = { metric: api.requests, color: colors.requests };
  const clientErrors = { metric: api.clientErrors, color: colors.clientErrors };
  const serverErrors = { metric: api.serverErrors, color: colors.failures };
  const p95 = { metric: api.latency.p95, color: colors.p95 };
  return [
    new RowWidget(
      text(
        2,
        "# API Gateway",
        "Requests that the firewall blocks are not part of the API's own metrics.",
        `${consoleLinks({ region })}  \nRunbooks: ${runbookLinks(alarms)}`,
      ),
    ),
    new RowWidget(totals({ title: "Time range", lines: [requests, clientErrors, serverErrors, p95] })),
    new RowWidget(
      graph({ title: "Requests a minute", lines: [requests], alarms }),
      graph({ title: "5xx a minute", lines: [serverErrors], alarms }),
    ),
    new RowWidget(
      graph({
        title: "Latency",
        lines: [
          { metric: api.latency.p50, color: colors.average },
          p95,
          { metric: api.latency.p99, color: colors.p99 },
          { metric: api.integrationLatency, color: colors.good },
        ],
        alarms,
      }),
      alarmGraph("Latency p95, as the alarm sees it", ["api-slow"], alarms),
    ),
    new RowWidget(
      alarmGraph("4xx in 5 minutes", ["api-client-errors"], alarms, colors.clientErrors),
      alarmGraph("5xx share", ["api-error-share"], alarms, colors.failures),
    ),
    new RowWidget(
      ...["health-check-failing", "firewall-blocking"]
        .filter((name) => name in alarms)
        .map((name) => alarmGraph(alarms[name]?.metric.label ?? name, [name], alarms)),
    ),
  ].filter((row) => row.width() > 0);
}
