"use strict";
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

/** A table that is created after another resource. */
const table = (name, after) =>
  new aws.dynamodb.Table(
    name,
    {
      name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
    },
    { dependsOn: after },
  );

const users = table("users", []);
const sessions = table("sessions", [users]);
// Not before the tables: a kill while these are created leaves this one uncreated.
new aws.cloudfront.CachePolicy(
  "photos",
  {
    name: "photos",
    minTtl: 0,
    parametersInCacheKeyAndForwardedToOrigin: {
      cookiesConfig: { cookieBehavior: "none" },
      headersConfig: { headerBehavior: "none" },
      queryStringsConfig: { queryStringBehavior: "none" },
    },
  },
  { dependsOn: [sessions] },
);

const role = new aws.iam.Role("hello", {
  name: "hello",
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
    ],
  }),
});
const logs = new aws.cloudwatch.LogGroup("hello", { name: "/aws/lambda/hello", retentionInDays: 7 });
const source = `exports.handler = async () => ({ statusCode: 200, body: '{"hello":"world"}' });`;
const hello = new aws.lambda.Function(
  "hello",
  {
    name: "hello",
    role: role.arn,
    runtime: "nodejs24.x",
    handler: "index.handler",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(source) }),
    publish: true,
  },
  { dependsOn: [logs, sessions] },
);
const live = new aws.lambda.Alias("live", {
  name: "live",
  functionName: hello.name,
  functionVersion: hello.version,
});

const arn = "arn:aws:lambda:us-east-1:000000000000:function:hello:live";
const api = new aws.apigateway.RestApi(
  "hello",
  {
    name: "hello",
    putRestApiMode: "overwrite",
    endpointConfiguration: { types: "REGIONAL" },
    body: JSON.stringify({
      openapi: "3.0.1",
      info: { title: "hello", version: "1" },
      paths: {
        "/hello": {
          get: {
            operationId: "hello",
            responses: { 200: { description: "OK" } },
            "x-amazon-apigateway-integration": {
              type: "aws_proxy",
              httpMethod: "POST",
              uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
            },
          },
        },
      },
    }),
  },
  { dependsOn: [live] },
);
const deployment = new aws.apigateway.Deployment("hello", { restApi: api.id });
const stage = new aws.apigateway.Stage("hello", {
  restApi: api.id,
  deployment: deployment.id,
  stageName: "local",
});

module.exports = { apiUrl: stage.invokeUrl };
