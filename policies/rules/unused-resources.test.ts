import { stackCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { unusedResources } from "./unused-resources";

const service = JSON.stringify({
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
});
const people = service.replace('"Service":"lambda.amazonaws.com"', '"AWS":"123456789012"');
const role = (assumeRolePolicy = service) => ({
  type: "iam/role:Role",
  name: "role",
  props: { name: "fn", assumeRolePolicy },
});
const fn = {
  type: "lambda/function:Function",
  name: "fn",
  props: { name: "fn", arn: unknownString, role: unknownString },
  from: { role: "role" },
};
const group = (name: string) => ({ type: "cloudwatch/logGroup:LogGroup", name: "group", props: { name } });
const queue = { type: "sqs/queue:Queue", name: "queue", props: { name: "work", arn: unknownString } };
const policy = (Action: string, Resource: string) => ({
  type: "iam/rolePolicy:RolePolicy",
  name: "policy",
  props: { policy: JSON.stringify({ Statement: { Effect: "Allow", Action, Resource } }) },
});
const permission = {
  type: "lambda/permission:Permission",
  name: "permission",
  props: { function: unknownString },
  from: { function: "fn" },
};
const parameter = { type: "ssm/parameter:Parameter", name: "jwt", props: { name: "/app/dev/jwt" } };
const table = { type: "dynamodb/table:Table", name: "users", props: { name: "users" } };
const topic = {
  type: "sns/topic:Topic",
  name: "alerts",
  props: { name: "alerts", arn: "arn:aws:sns:us-east-1:123456789012:alerts" },
};

stackCases(unusedResources, [
  {
    name: "a function with a role, a log group and a permission",
    resources: [role(), fn, group("/aws/lambda/fn"), permission],
  },
  {
    name: "a role without function",
    resources: [role(), { ...policy("x:Y", "arn:z"), from: { role: "role" } }],
    findings: ["role: unused"],
  },
  { name: "a role that another account assumes", resources: [role(people)] },
  {
    name: "a role that is used by its ARN",
    resources: [
      role(),
      {
        type: "scheduler/schedule:Schedule",
        name: "daily",
        props: { target: { roleArn: "arn:aws:iam::123456789012:role/fn" } },
      },
    ],
  },
  {
    name: "a function that is never invoked",
    resources: [role(), fn, group("/aws/lambda/fn")],
    findings: ["fn: unused"],
  },
  {
    name: "a function that an API invokes by its ARN",
    resources: [
      role(),
      fn,
      {
        type: "apigateway/restApi:RestApi",
        name: "api",
        props: {
          body: '{"uri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:fn:live/invocations"}',
        },
      },
    ],
  },
  {
    name: "functions with a used and an unused alias",
    resources: [
      role(),
      fn,
      {
        type: "lambda/alias:Alias",
        name: "live",
        props: { name: "live", functionName: "fn" },
        from: { functionName: "fn" },
      },
      {
        type: "lambda/eventSourceMapping:EventSourceMapping",
        name: "mapping",
        props: { functionName: unknownString },
        from: { functionName: "live" },
      },
      { ...fn, name: "other", props: { name: "other" } },
      { type: "lambda/alias:Alias", name: "idle", props: { name: "live" }, from: { functionName: "other" } },
    ],
    findings: ["other: unused"],
  },
  {
    name: "a log group without function",
    resources: [group("/aws/lambda/gone")],
    findings: ["group: unused"],
  },
  { name: "a log group of an AWS service", resources: [group("/aws/apigateway/welcome")] },
  {
    name: "a log group with a writer",
    resources: [
      group("/app"),
      { ...policy("logs:PutLogEvents", "arn:aws:logs:us-east-1:1:log-group:/app:*") },
    ],
  },
  {
    name: "a table with only an alarm",
    resources: [
      table,
      {
        type: "cloudwatch/metricAlarm:MetricAlarm",
        name: "alarm",
        props: { dimensions: { TableName: "users" } },
      },
    ],
    findings: ["users: unused"],
  },
  {
    name: "a table with only a component",
    resources: [table, { type: "app:web:Site", name: "component", props: { table: "users" } }],
    findings: ["users: unused"],
  },
  {
    name: "a table that a function may read",
    resources: [table, policy("dynamodb:Query", "arn:aws:dynamodb:us-east-1:1:table/users/index/phone")],
  },
  {
    name: "a parameter with a reader",
    resources: [parameter, policy("ssm:GetParameter", "arn:aws:ssm:us-east-1:1:parameter/app/dev/jwt")],
  },
  { name: "a parameter without reader", resources: [parameter], findings: ["jwt: unused"] },
  {
    name: "a queue with a reader",
    resources: [queue, policy("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:1:work")],
  },
  {
    name: "a queue with a sender only",
    resources: [queue, policy("sqs:SendMessage", "arn:aws:sqs:us-east-1:1:work")],
    findings: ["queue: unused"],
  },
  {
    name: "a queue whose sender reads another queue",
    resources: [
      queue,
      {
        ...policy("", ""),
        props: {
          policy: JSON.stringify({
            Statement: [
              { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:1:work" },
              { Effect: "Allow", Action: "sqs:ReceiveMessage", Resource: "arn:aws:sqs:us-east-1:1:other" },
            ],
          }),
        },
      },
    ],
    findings: ["queue: unused"],
  },
  {
    name: "a queue with an event source",
    resources: [
      queue,
      {
        type: "lambda/eventSourceMapping:EventSourceMapping",
        name: "mapping",
        props: { eventSourceArn: unknownString },
        from: { eventSourceArn: "queue" },
      },
    ],
  },
  {
    name: "a dead-letter queue",
    resources: [
      queue,
      {
        type: "scheduler/schedule:Schedule",
        name: "daily",
        props: { target: { deadLetterConfig: { arn: "arn:aws:sqs:us-east-1:1:work" } } },
      },
    ],
  },
  {
    name: "a topic with a subscription",
    resources: [
      topic,
      {
        type: "sns/topicSubscription:TopicSubscription",
        name: "mail",
        props: { topic: unknownString },
        from: { topic: "alerts" },
      },
    ],
  },
  {
    name: "a topic with alarms and no subscription",
    resources: [
      topic,
      {
        type: "cloudwatch/metricAlarm:MetricAlarm",
        name: "alarm",
        props: { alarmActions: [topic.props.arn] },
      },
    ],
    findings: ["alerts: unused"],
  },
  {
    name: "a key that is used by its alias",
    resources: [
      { type: "kms/key:Key", name: "key", props: { keyId: unknownString } },
      {
        type: "kms/alias:Alias",
        name: "alias",
        props: { name: "alias/app", targetKeyId: unknownString },
        from: { targetKeyId: "key" },
      },
      { type: "ssm/parameter:Parameter", name: "jwt", props: { name: "/app/dev/jwt", keyId: "alias/app" } },
      policy("ssm:GetParameter", "arn:aws:ssm:us-east-1:1:parameter/app/dev/jwt"),
    ],
  },
  {
    name: "an unused key",
    resources: [
      { type: "kms/key:Key", name: "key", props: { keyId: "1234" } },
      { type: "kms/alias:Alias", name: "alias", props: { name: "alias/app" }, from: { targetKeyId: "key" } },
    ],
    findings: ["key: unused"],
  },
  {
    name: "an EventBridge rule without target",
    resources: [{ type: "cloudwatch/eventRule:EventRule", name: "rule", props: { name: "nightly" } }],
    findings: ["rule: unused"],
  },
  {
    name: "an Elastic IP without association",
    resources: [{ type: "ec2/eip:Eip", name: "address", props: {} }],
    findings: ["address: unused"],
  },
  {
    name: "an Elastic IP of an instance",
    resources: [{ type: "ec2/eip:Eip", name: "address", props: { instance: unknownString } }],
  },
]);
