"use strict";
const fs = require("node:fs");
const path = require("node:path");
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const operations = new aws.dynamodb.Table("operations", {
  name: "sjc1990app-operations-local",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "kind",
  rangeKey: "id",
  attributes: [
    { name: "kind", type: "S" },
    { name: "id", type: "S" },
  ],
});

new aws.cloudwatch.MetricAlarm("api-failing", {
  name: "sjc1990app-api-failing-local",
  namespace: "sjc1990app",
  metricName: "None",
  statistic: "Sum",
  period: 60,
  threshold: 1,
  evaluationPeriods: 1,
  comparisonOperator: "GreaterThanThreshold",
  treatMissingData: "ignore",
});

const role = new aws.iam.Role("functions", {
  name: "sjc1990app-functions-local",
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
    ],
  }),
});

/** A function that answers with a file of this folder. */
const answering = (thing) => {
  const body = JSON.stringify(fs.readFileSync(path.join(__dirname, `${thing}.txt`), "utf8").trim());
  const source = `exports.handler = async () => ${body};`;
  const name = `sjc1990app-${thing}-local`;
  const lambda = new aws.lambda.Function(
    thing,
    {
      name,
      role: role.arn,
      runtime: "nodejs24.x",
      handler: "index.handler",
      code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(source) }),
      publish: true,
    },
    { dependsOn: [operations] },
  );
  new aws.lambda.Alias(`${thing}-live`, {
    name: "live",
    functionName: lambda.name,
    functionVersion: lambda.version,
  });
};

answering("greeting");
answering("farewell");

// What a release may add: a rollback removes the parameter, and leaves the queue with its messages.
if (fs.existsSync(path.join(__dirname, "more.txt"))) {
  new aws.sqs.Queue("added-queue", { name: "sjc1990app-added-local" });
  new aws.ssm.Parameter("added-parameter", {
    name: "/sjc1990app/local/added",
    type: "String",
    value: "more",
  });
}
