import { CloudWatchClient, paginateGetMetricData, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";

import { healthSince, type Health } from "../health";
import type { FunctionVersions } from "../operations/ledger";
import type { Stage } from "../stages/stage";

/** Percentage of failed calls that a release may have. */
const MAX_FAILED = 5;

/** Fewer calls than these say nothing about a percentage. */
const LEAST_CALLS = 20;

/**
 * What is wrong with a stage since new versions serve it: alarms that have fired since, and failed calls.
 * @param canary new versions that serve a part of the calls, whose failures are counted by themselves.
 */
export async function healthProblems(
  stage: Stage,
  since: Date,
  { canary, signal }: { canary: FunctionVersions | undefined; signal: AbortSignal },
): Promise<string[]> {
  const problems = problemsOf(await healthSince(stage, since, { signal }), since);
  if (canary === undefined) return problems;
  const client = new CloudWatchClient(stage.aws);
  const { calls, errors } = await versionMetrics(client, canary, since, signal);
  return [...problems, ...tooMany("calls of the new versions failed", errors, calls)];
}

/** An alarm that fired before was not caused by the new versions. */
export function problemsOf(health: Health, since: Date): string[] {
  // CloudWatch may round down to a second.
  const start = Math.floor(since.getTime() / 1000) * 1000;
  const { alarms, invocations, errorRate, requests, serverErrors } = health;
  const failed = ((errorRate ?? 0) / 100) * (invocations ?? 0);
  return [
    ...alarms
      .filter((alarm) => Date.parse(alarm.since) >= start)
      .map(({ name, reason }) => `the alarm ${name} fires: ${reason}`),
    ...tooMany("invocations failed", failed, invocations ?? 0),
    ...tooMany("requests ended with a 5xx", serverErrors ?? 0, requests ?? 0),
  ];
}

function tooMany(what: string, failed: number, all: number): string[] {
  if (all < LEAST_CALLS || (100 * failed) / all <= MAX_FAILED) return [];
  return [`${String(Math.round(failed))} of ${String(all)} ${what}`];
}

/**
 * Calls and errors of versions behind the aliases `live`, by the dimension `ExecutedVersion`, which AWS has for that.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export async function versionMetrics(
  client: CloudWatchClient,
  versions: FunctionVersions,
  since: Date,
  signal: AbortSignal,
): Promise<{ calls: number; errors: number }> {
  const query = (MetricName: string, [name, version]: readonly [string, string], index: number) => ({
    Id: `${MetricName.toLowerCase()}${String(index)}`,
    MetricStat: {
      Metric: {
        Namespace: "AWS/Lambda",
        MetricName,
        Dimensions: [
          { Name: "FunctionName", Value: name },
          { Name: "Resource", Value: `${name}:live` },
          { Name: "ExecutedVersion", Value: version },
        ],
      },
      Period: 60,
      Stat: "Sum",
    },
  });
  const MetricDataQueries: MetricDataQuery[] = Object.entries(versions).flatMap((one, index) => [
    query("Invocations", one, index),
    query("Errors", one, index),
  ]);
  const sums = { invocations: 0, errors: 0 };
  const pages = paginateGetMetricData(
    { client },
    { MetricDataQueries, StartTime: since, EndTime: new Date() },
    { abortSignal: signal },
  );
  for await (const { MetricDataResults = [] } of pages)
    for (const { Id = "", Values = [] } of MetricDataResults)
      sums[Id.startsWith("errors") ? "errors" : "invocations"] += Values.reduce(
        (sum, value) => sum + value,
        0,
      );
  return { calls: sums.invocations, errors: sums.errors };
}
