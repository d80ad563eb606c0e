import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";

import { TestEmulator } from "../../functions/testing/emulator";
import { functionAlarms } from "../../infra/lib/alarms";
import { isMath } from "../../infra/lib/metrics";
import { healthSince, healthText } from "./index";

const place = { stage: "dev", region: "us-east-1", accountId: "000000000000" };
const emulator = new TestEmulator();
const { signal } = new AbortController();

const stage = () => ({ place, aws: emulator.clientConfig });

async function publish(namespace: string, values: Record<string, number>, dimensions = {}): Promise<void> {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value: String(Value) }));
  await new CloudWatchClient(emulator.clientConfig).send(
    new PutMetricDataCommand({
      Namespace: namespace,
      MetricData: Object.entries(values).map(([MetricName, Value]) => ({ MetricName, Value, Dimensions })),
    }),
  );
}

/** Answers of CloudWatch, page by page. */
function fake(pages: Record<"alarms" | "metrics", object[]>) {
  const client = new CloudWatchClient({ region: "us-east-1" });
  const calls: (DescribeAlarmsCommand | GetMetricDataCommand)[] = [];
  jest.spyOn(client, "send").mockImplementation(((command: DescribeAlarmsCommand | GetMetricDataCommand) => {
    calls.push(command);
    const left = command instanceof DescribeAlarmsCommand ? pages.alarms : pages.metrics;
    return Promise.resolve(left.shift());
  }) as never);
  return { client, calls };
}

const since = new Date("2026-11-01T10:00:00Z");

function read(client: CloudWatchClient, until: string) {
  const options = { signal, until: new Date(until), client };
  return healthSince({ place, aws: { region: "us-east-1" } }, since, options);
}

test("without data there are no zeros", async () => {
  const health = await healthSince(stage(), new Date(Date.now() - 60_000), { signal });
  expect(health).toMatchObject({ invocations: null, errorRate: null, throttles: null });
  expect(health).toMatchObject({ requests: null, serverErrors: null, latencyP95: null, alarms: [] });
  expect(healthText(health).match(/no data/g)).toHaveLength(6);
});

test("it reads the metrics of the stage's functions and API", async () => {
  const api = { ApiName: "sjc1990app-api-dev", Stage: "dev" };
  await publish("AWS/Lambda", { Invocations: 40, Errors: 3 });
  await publish("AWS/Lambda", { Errors: 1 }, { FunctionName: "sjc1990app-auth-authorizer-dev" });
  await publish("sjc1990app", { Failures: 2 }, { service: "sjc1990app", stage: "dev" });
  await publish("AWS/ApiGateway", { Count: 30, "5XXError": 2, Latency: 120 }, api);
  await publish("AWS/ApiGateway", { Count: 500, "5XXError": 90 }, { ...api, ApiName: "sjc1990app-api-prod" });
  const health = await healthSince(stage(), new Date(Date.now() - 60_000), {
    signal,
    until: new Date(Date.now() + 60_000),
  });
  expect(health).toMatchObject({ invocations: 40, requests: 30, serverErrors: 2, latencyP95: 120 });
  // The emulator adds the authorizer's error to the sum of all functions.
  expect(health.errorRate).toBeCloseTo((100 * (4 + 2 - 1)) / 40);
});

test("alarms of this stage are found in both kinds, and those of others are not", async () => {
  const client = new CloudWatchClient(emulator.clientConfig);
  const alarm = (AlarmName: string) =>
    new PutMetricAlarmCommand({
      AlarmName,
      ...{ Namespace: "sjc1990app", MetricName: "None", Statistic: "Sum", Period: 60, Threshold: 1 },
      ...{ EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold", TreatMissingData: "ignore" },
    });
  const names = ["sjc1990app-api-failing-dev", "sjc1990app-api-slow-dev", "sjc1990app-api-failing-prod"];
  for (const name of [...names, "other-api-failing-dev"]) await client.send(alarm(name));
  for (const AlarmName of [names[0], names[2], "other-api-failing-dev"])
    await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "a test" }));
  await client.send(
    new PutCompositeAlarmCommand({
      AlarmName: "sjc1990app-platform-unhealthy-dev",
      AlarmRule: 'ALARM("sjc1990app-api-failing-dev")',
    }),
  );
  const { alarms } = await healthSince(stage(), since, { signal });
  expect(alarms.map(({ name }) => name)).toEqual(["api-failing", "platform-unhealthy"]);
  expect(alarms[0]).toMatchObject({ reason: "a test" });
  expect(Date.now() - Date.parse(alarms[0]!.since)).toBeLessThan(60_000);
});

test("all pages count: sums are added up, and the highest latency is kept", async () => {
  const page = (count: number, latency: number, NextToken?: string) => ({
    ...(NextToken && { NextToken }),
    MetricDataResults: [
      { Id: "requests", Values: [count] },
      { Id: "latencyP95", Values: [latency, 10] },
    ],
  });
  const firing = (AlarmName: string, NextToken?: string) => ({
    ...(NextToken && { NextToken }),
    MetricAlarms: [{ AlarmName, StateUpdatedTimestamp: since }],
  });
  const { client } = fake({
    metrics: [page(2, 900, "more"), page(3, 100)],
    alarms: [firing("sjc1990app-a-dev", "more"), firing("sjc1990app-b-dev")],
  });
  const health = await read(client, "2026-11-01T11:00:00Z");
  expect(health).toMatchObject({ requests: 5, latencyP95: 900, invocations: null, errorRate: null });
  expect(health.alarms.map(({ name }) => name)).toEqual(["a", "b"]);
});

test("the math is that of the alarm, but a single failure counts", async () => {
  const metrics = [
    {
      MetricDataResults: [
        { Id: "invocations", Values: [1] },
        { Id: "failures", Values: [1] },
      ],
    },
  ];
  const { client, calls } = fake({ metrics, alarms: [{}] });
  expect(await read(client, "2026-11-01T11:00:00Z")).toMatchObject({ invocations: 1, errorRate: 100 });
  const alarm = functionAlarms("sjc1990app-auth-authorizer-dev", "dev")["function-error-rate"]!.metric;
  const request = calls.find((call) => call instanceof GetMetricDataCommand)!.input;
  expect(isMath(alarm)).toBe(true);
  for (const [id, metric] of isMath(alarm) ? Object.entries(alarm.metrics) : [])
    expect(request.MetricDataQueries!.find(({ Id }) => Id === id)?.MetricStat).toMatchObject({
      Metric: { Namespace: metric.namespace, MetricName: metric.metricName },
      Stat: "Sum",
    });
});

test.each([
  ["2026-11-02T09:00:00Z", 60],
  ["2026-11-20T10:00:00Z", 300],
  ["2027-01-20T10:00:00Z", 3_600],
])("until %s, CloudWatch still has periods of %i s", async (until, period) => {
  const { client, calls } = fake({ metrics: [{}], alarms: [{}] });
  await read(client, until);
  const request = calls.find((call) => call instanceof GetMetricDataCommand)!.input;
  expect(new Set(request.MetricDataQueries!.map(({ MetricStat }) => MetricStat?.Period))).toEqual(
    new Set([period]),
  );
});
