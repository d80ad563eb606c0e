"use strict";
/*
 * A program that breaks every rule of the pack. It loads resources one by one, since all of `@pulumi/aws` takes seconds.
 */
const pulumi = require("@pulumi/pulumi");
const { RestApi } = require("@pulumi/aws/apigateway/restApi");
const { Stage } = require("@pulumi/aws/apigateway/stage");
const { LogGroup } = require("@pulumi/aws/cloudwatch/logGroup");
const { MetricAlarm } = require("@pulumi/aws/cloudwatch/metricAlarm");
const { Table } = require("@pulumi/aws/dynamodb/table");
const { Role } = require("@pulumi/aws/iam/role");
const { RolePolicy } = require("@pulumi/aws/iam/rolePolicy");
const { Key } = require("@pulumi/aws/kms/key");
const { Function } = require("@pulumi/aws/lambda/function");
const { Permission } = require("@pulumi/aws/lambda/permission");
const { Bucket } = require("@pulumi/aws/s3/bucket");
const { BucketCorsConfiguration } = require("@pulumi/aws/s3/bucketCorsConfiguration");
const { BucketPublicAccessBlock } = require("@pulumi/aws/s3/bucketPublicAccessBlock");
const { Schedule } = require("@pulumi/aws/scheduler/schedule");
const { Topic } = require("@pulumi/aws/sns/topic");
const { TopicSubscription } = require("@pulumi/aws/sns/topicSubscription");
const { Queue } = require("@pulumi/aws/sqs/queue");
const { Parameter } = require("@pulumi/aws/ssm/parameter");

const role = new Role("shared", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
    ],
  }),
});
new Role("workflows", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: {
          Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
        },
      },
    ],
  }),
});
const table = "arn:aws:dynamodb:us-east-1:123456789012:table/users";
const allow = (Action, Resource) => ({
  Version: "2012-10-17",
  Statement: [{ Sid: "Data", Effect: "Allow", Action, Resource }],
});
new RolePolicy("text", {
  role: role.name,
  policy: pulumi.secret(JSON.stringify(allow("dynamodb:*", table))),
});
new RolePolicy("object", { role: role.name, policy: allow("dynamodb:GetItem", "*") });
new RolePolicy("unknown", {
  role: role.name,
  policy: pulumi.jsonStringify(allow("sts:AssumeRole", role.arn)),
});

const code = new pulumi.asset.AssetArchive({
  "index.js": new pulumi.asset.StringAsset("exports.handler = () => 1;"),
});
const old = new Function("old", {
  role: role.arn,
  code,
  handler: "index.handler",
  runtime: "nodejs18.x",
  environment: { variables: { DB_PASSWORD: "hunter2" } },
});
new Function("twin", { role: role.arn, code, handler: "index.handler", runtime: "nodejs22.x" });
new Permission("open-url", {
  function: old.name,
  action: "lambda:InvokeFunctionUrl",
  principal: "*",
  functionUrlAuthType: "NONE",
});
new Schedule("nightly", {
  scheduleExpression: "rate(1 day)",
  flexibleTimeWindow: { mode: "OFF" },
  target: { arn: old.arn, roleArn: role.arn },
});

const api = new RestApi("api", {
  body: JSON.stringify({
    openapi: "3.0.1",
    info: { title: "api", version: "1" },
    paths: {
      "/secrets": {
        get: {
          responses: { 200: { description: "All of them" } },
          "x-amazon-apigateway-integration": {
            type: "mock",
            requestTemplates: { "application/json": '{"statusCode":200}' },
          },
        },
      },
    },
  }),
});
new Stage("stage", { restApi: api.id, deployment: "abc123", stageName: "v1" });

const bucket = new Bucket("bucket", { bucket: "bad-program" });
new BucketCorsConfiguration("cors", {
  bucket: bucket.bucket,
  corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["*"] }],
});
new Bucket("bare", { bucket: "bad-program-bare" });
new BucketPublicAccessBlock("gap", { bucket: bucket.bucket, blockPublicAcls: true });

new Table("table", {
  hashKey: "id",
  attributes: [{ name: "id", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
});
new Key("key", { description: "Never renewed" });
new Parameter("jwt", { name: "/bad/jwt-secret", type: "String", value: "hunter2" });
new Queue("queue", { name: "work" });
const topic = new Topic("topic", { name: "news" });
new TopicSubscription("clear", { topic: topic.arn, protocol: "http", endpoint: "http://example.org/news" });
new LogGroup("logs", { name: "/app/kept-for-ever" });
new MetricAlarm("mute", {
  namespace: "AWS/SQS",
  metricName: "ApproximateAgeOfOldestMessage",
  dimensions: { QueueName: "work" },
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 1,
  period: 60,
  statistic: "Maximum",
  threshold: 60,
});
new pulumi.CustomResource("other:index:Thing", "foreign", {});
