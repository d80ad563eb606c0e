import type { AlarmTable } from "../alarms";
import type { Place } from "../names";
import { RUNBOOKS } from "../runbooks";

/** Pages of the AWS console, as Markdown. */
export function consoleLinks({ region }: Pick<Place, "region">): string {
  const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
  return [
    `[Logs Insights](${console}#logsV2:logs-insights)`,
    `[Traces in X-Ray](${console}#xray:traces/query)`,
    `[Alarms](${console}#alarmsV2:)`,
  ].join(" · ");
}

/** The runbooks of alarms, as Markdown. */
export function runbookLinks(alarms: AlarmTable): string {
  const pages = new Set(Object.entries(alarms).map(([name, { runbook = name }]) => runbook));
  return [...pages].map((page) => `[${page}](${RUNBOOKS}/${page}.md)`).join(" · ");
}
