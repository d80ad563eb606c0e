import { CloudWatchClient, type GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";

import type { Health } from "../health";
import { problemsOf, versionMetrics } from "./health";

const since = new Date("2026-11-01T10:00:00.700Z");
const healthy: Health = {
  ...{ stage: "prod", since: since.toISOString(), until: "2026-11-01T10:10:00Z" },
  ...{
    invocations: 100,
    errorRate: 5,
    throttles: 0,
    requests: 100,
    serverErrors: 5,
    latencyP95: 90,
    alarms: [],
  },
};
const alarm = (fired: string) => ({ name: "api-failing", since: fired, reason: "too many" });

test.each<[string, Partial<Health>, string[]]>([
  ["nothing", {}, []],
  ["no data", { invocations: null, errorRate: null, requests: null, serverErrors: null }, []],
  ["an alarm that fired before", { alarms: [alarm("2026-11-01T09:59:59Z")] }, []],
  [
    "an alarm, with a time that is rounded to a second",
    { alarms: [alarm("2026-11-01T10:00:00Z")] },
    ["the alarm api-failing fires: too many"],
  ],
  ["failed invocations", { errorRate: 6 }, ["6 of 100 invocations failed"]],
  ["failed requests", { serverErrors: 6 }, ["6 of 100 requests ended with a 5xx"]],
  ["few calls", { invocations: 19, errorRate: 100, requests: 19, serverErrors: 19 }, []],
])("%s", (_, changes, problems) => {
  expect(problemsOf({ ...healthy, ...changes }, since)).toEqual(problems);
});

test("the calls and errors of new versions are counted over all pages and functions", async () => {
  const client = new CloudWatchClient({ region: "us-east-1" });
  const pages = [
    { NextToken: "more", MetricDataResults: [{ Id: "invocations0", Values: [10, 5] }] },
    {
      MetricDataResults: [
        { Id: "errors0", Values: [2] },
        { Id: "invocations1", Values: [5] },
      ],
    },
  ];
  const send = jest.spyOn(client, "send").mockImplementation((() => Promise.resolve(pages.shift())) as never);
  const found = await versionMetrics(client, { a: "3", b: "7" }, since, new AbortController().signal);
  expect(found).toEqual({ calls: 20, errors: 2 });
  const { input } = send.mock.calls[0]![0] as GetMetricDataCommand;
  expect(input.MetricDataQueries!.map(({ Id }) => Id)).toEqual([
    "invocations0",
    "errors0",
    "invocations1",
    "errors1",
  ]);
  expect(input.MetricDataQueries![3]!.MetricStat!.Metric!.Dimensions).toEqual([
    { Name: "FunctionName", Value: "b" },
    { Name: "Resource", Value: "b:live" },
    { Name: "ExecutedVersion", Value: "7" },
  ]);
});
