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
import { startSuite, testLifecycles } from "./testing/suite";

jest.setTimeout(120_000);

const suite = startSuite(4741);

testLifecycles(suite, [
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
]);
