import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import type { Clients } from "../../clients/connect";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["cloudwatch.LogGroup", logGroupCases],
  ["cloudwatch.Dashboard", dashboardCases],
  ["cloudwatch.MetricAlarm", metricAlarmCases],
  ["cloudwatch.CompositeAlarm", compositeAlarmCases],
]);

/** Cases of the type `LogGroup`. */
async function logGroupCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const client = clients.logs();
  cases.push({
    token: "aws:cloudwatch/logGroup:LogGroup",
    small: { name: "/aws/lambda/register" },
    large: { name: "/aws/lambda/register", retentionInDays: 14, tags: { owner: "platform" } },
    drift: async (logGroupName) => {
      await client.send(new logs.PutRetentionPolicyCommand({ logGroupName, retentionInDays: 3653 }));
    },
    drifted: ["retentionInDays"],
    replaced: { name: "/aws/lambda/verify", logGroupClass: "INFREQUENT_ACCESS" },
  });
  return cases;
}

/** Cases of the type `Dashboard`. */
async function dashboardCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.cloudWatch();
  const body = (markdown: string) =>
    JSON.stringify({ widgets: [{ type: "text", width: 24, height: 1, properties: { markdown } }] });
  return [
    {
      token: "aws:cloudwatch/dashboard:Dashboard",
      small: { dashboardName: "platform", dashboardBody: body("# Platform") },
      large: { dashboardName: "platform", dashboardBody: body("# The platform & its <functions>") },
      drift: (DashboardName) =>
        client.send(new cloudwatch.PutDashboardCommand({ DashboardName, DashboardBody: body("# Mine") })),
      drifted: ["dashboardBody"],
      replaced: { dashboardName: "api" },
    },
  ];
}

/** Cases of the type `MetricAlarm`. */
async function metricAlarmCases(clients: Clients): Promise<Lifecycle[]> {
  const cases: Lifecycle[] = [];
  const client = clients.cloudWatch();
  const topic = "arn:aws:sns:us-east-1:000000000000:alarms";
  const common = {
    name: "errors",
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
    threshold: 5,
  };
  const metric = { metricName: "Errors", namespace: "AWS/Lambda", period: 60, statistic: "Sum" };
  cases.push({
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    small: { ...common, ...metric },
    large: {
      ...common,
      ...metric,
      threshold: 10,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      alarmDescription: "Too many errors",
      dimensions: { FunctionName: "register" },
      alarmActions: [topic],
      okActions: [topic],
      treatMissingData: "notBreaching",
      tags: { owner: "platform" },
    },
    drift: (AlarmName) => client.send(new cloudwatch.DisableAlarmActionsCommand({ AlarmNames: [AlarmName] })),
    drifted: ["actionsEnabled"],
    replaced: { name: "faults" },
  });
  const percentile = {
    metricName: "Duration",
    namespace: "AWS/Lambda",
    period: 60,
    extendedStatistic: "p95",
  };
  cases.push({
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    small: { ...common, ...percentile, name: "slow" },
    large: { ...common, ...percentile, name: "slow", extendedStatistic: "p99", threshold: 10 },
    drift: (AlarmName) => client.send(new cloudwatch.DisableAlarmActionsCommand({ AlarmNames: [AlarmName] })),
    drifted: ["actionsEnabled"],
    replaced: { name: "slower" },
  });
  const part = (id: string, metricName: string) => ({
    id,
    metric: {
      metricName,
      namespace: "AWS/Lambda",
      period: 60,
      stat: "Sum",
      dimensions: { FunctionName: "register" },
    },
  });
  const rate = { id: "rate", expression: "100 * errors / calls", label: "Error rate", returnData: true };
  cases.push({
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    small: {
      ...common,
      name: "rate",
      metricQueries: [part("errors", "Errors"), part("calls", "Invocations"), rate],
    },
    large: {
      ...common,
      name: "rate",
      metricQueries: [part("calls", "Invocations"), part("errors", "Throttles"), { ...rate, label: "Rate" }],
    },
    drift: (AlarmName) => client.send(new cloudwatch.DisableAlarmActionsCommand({ AlarmNames: [AlarmName] })),
    drifted: ["actionsEnabled"],
    replaced: { name: "ratio" },
    // The emulator forgets them.
    unseen: ["metricQueries"],
  });
  return cases;
}

/** Cases of the type `CompositeAlarm`. */
async function compositeAlarmCases(clients: Clients): Promise<Lifecycle[]> {
  const client = clients.cloudWatch();
  const topic = "arn:aws:sns:us-east-1:000000000000:alarms";
  // The rule may name only alarms that exist.
  for (const AlarmName of ["child-a", "child-b"]) {
    await client.send(
      new cloudwatch.PutMetricAlarmCommand({
        AlarmName,
        Namespace: "AWS/Lambda",
        MetricName: "Errors",
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 5,
        ComparisonOperator: "GreaterThanThreshold",
      }),
    );
  }
  return [
    {
      token: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
      small: { alarmName: "unhealthy", alarmRule: 'ALARM("child-a")' },
      large: {
        alarmName: "unhealthy",
        alarmRule: 'ALARM("child-a") OR ALARM("child-b")',
        alarmDescription: "The platform is unhealthy",
        actionsSuppressor: { alarm: "child-b", waitPeriod: 120, extensionPeriod: 300 },
        alarmActions: [topic],
        okActions: [topic],
        tags: { owner: "platform" },
      },
      drift: (AlarmName) =>
        client.send(
          new cloudwatch.PutCompositeAlarmCommand({
            AlarmName,
            AlarmRule: 'ALARM("child-b")',
            AlarmDescription: "The platform is unhealthy",
            AlarmActions: [topic],
            OKActions: [topic],
          }),
        ),
      drifted: ["alarmRule"],
      replaced: { alarmName: "degraded" },
      // The emulator forgets it.
      unseen: ["actionsSuppressor"],
    },
  ];
}
