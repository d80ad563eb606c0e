import type { Clients } from "./clients";
import { dashboardCases, logGroupCases, metricAlarmCases } from "./testing/cases/cloudwatch";
import { tableCases } from "./testing/cases/dynamodb";
import {
  openIdConnectProviderCases,
  policyCases,
  roleCases,
  rolePolicyAttachmentCases,
  rolePolicyCases,
} from "./testing/cases/iam";
import {
  queueCases,
  queuePolicyCases,
  topicCases,
  topicPolicyCases,
  topicSubscriptionCases,
} from "./testing/cases/messaging";
import { parameterCases } from "./testing/cases/ssm";
import { startCloud, type Cloud } from "./testing/cloud";
import { live, type Lifecycle } from "./testing/lifecycle";
import { Plugin } from "./testing/plugin";

jest.setTimeout(120_000);

let cloud: Cloud;
let plugin: Plugin;

beforeAll(async () => {
  cloud = await startCloud(4741);
  plugin = await Plugin.start(cloud.env);
  await plugin.configure();
});

afterAll(async () => {
  await plugin.stop();
  await cloud.stop();
});

test.each<[string, (clients: Clients) => Promise<Lifecycle[]>]>([
  ["dynamodb.Table", tableCases],
  ["iam.Role", roleCases],
  ["iam.RolePolicy", rolePolicyCases],
  ["iam.Policy", policyCases],
  ["iam.RolePolicyAttachment", rolePolicyAttachmentCases],
  ["iam.OpenIdConnectProvider", openIdConnectProviderCases],
  ["cloudwatch.Dashboard", dashboardCases],
  ["cloudwatch.LogGroup", logGroupCases],
  ["cloudwatch.MetricAlarm", metricAlarmCases],
  ["ssm.Parameter", parameterCases],
  ["sns.Topic", topicCases],
  ["sns.TopicPolicy", topicPolicyCases],
  ["sns.TopicSubscription", topicSubscriptionCases],
  ["sqs.Queue", queueCases],
  ["sqs.QueuePolicy", queuePolicyCases],
])("%s is made, read, imported, found, changed, repaired and removed", async (_name, cases) => {
  for (const one of await cases(cloud.clients)) await live(plugin, cloud.env, one);
});
