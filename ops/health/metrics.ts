import { paginateGetMetricData, type CloudWatchClient } from "@aws-sdk/client-cloudwatch";

import type { Metric } from "../../infra/lib/metrics";

/** A metric over the whole time: the sum of its sums, else its highest value. `undefined`: no data. */
export type Summary = number | undefined;

const DAY = 86_400_000;

/** Seconds of a period. CloudWatch keeps periods of a minute for 15 days, of five minutes for 63 days. */
function periodOf(since: Date, until: Date): number {
  const age = until.getTime() - since.getTime();
  if (age <= DAY) return 60;
  return age < 62 * DAY ? 300 : 3_600;
}

/** Reads metrics over a time, by id. Those without data are missing. */
export async function readMetrics(
  client: CloudWatchClient,
  metrics: Readonly<Record<string, Metric>>,
  { since, until }: { since: Date; until: Date },
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const Period = periodOf(since, until);
  const pages = paginateGetMetricData(
    { client },
    {
      StartTime: since,
      EndTime: until,
      MetricDataQueries: Object.entries(metrics).map(
        ([Id, { namespace, metricName, dimensions, statistic }]) => ({
          Id,
          MetricStat: {
            Metric: {
              Namespace: namespace,
              MetricName: metricName,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period,
            Stat: statistic,
          },
        }),
      ),
    },
    { abortSignal: signal },
  );
  const found = new Map<string, number>();
  for await (const { MetricDataResults = [] } of pages)
    for (const { Id = "", Values = [] } of MetricDataResults)
      for (const value of Values) {
        const before = found.get(Id);
        const isSum = metrics[Id]?.statistic === "Sum";
        found.set(Id, before === undefined ? value : isSum ? before + value : Math.max(before, value));
      }
  return found;
}
