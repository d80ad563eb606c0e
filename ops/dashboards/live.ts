import { CloudWatchClient, paginateGetMetricData, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";

import { metricsOf, type BodyExpression, type BodyMetric } from "./body";
import { timesOf, type DataSource } from "./data";

/** Data of CloudWatch, which evaluates the expressions itself. Needs `cloudwatch:GetMetricData`. */
export function liveData(clientOf = (region: string) => new CloudWatchClient({ region })): DataSource {
  return async (widget, range) => {
    const client = clientOf(widget.properties.region);
    const all = metricsOf(widget);
    const times = timesOf(widget.properties.period, range);
    const found = new Map<string, Map<number, number>>();
    const pages = paginateGetMetricData(
      { client },
      {
        StartTime: new Date(range.start * 1_000),
        EndTime: new Date(range.end * 1_000),
        ScanBy: "TimestampAscending",
        MetricDataQueries: all.map(query),
      },
    );
    for await (const { MetricDataResults = [] } of pages)
      for (const { Id = "", Timestamps = [], Values = [] } of MetricDataResults) {
        const points = found.get(Id) ?? new Map<number, number>();
        Timestamps.forEach((time, index) => points.set(time.getTime() / 1_000, Values[index] ?? 0));
        found.set(Id, points);
      }
    const lines = all
      .filter(({ visible }) => visible !== false)
      .map((line) => ({ line, values: times.map((time) => found.get(line.id)?.get(time)) }));
    return { times, lines };
  };
}

function query(metric: BodyExpression | BodyMetric): MetricDataQuery {
  const common = { Id: metric.id, ReturnData: metric.visible !== false };
  if ("expression" in metric) return { ...common, Expression: metric.expression, Period: metric.period };
  const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    ...common,
    MetricStat: {
      Metric: { Namespace: metric.namespace, MetricName: metric.metricName, Dimensions },
      Period: metric.period,
      Stat: metric.stat,
    },
  };
}
