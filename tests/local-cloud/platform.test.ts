import {
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  CreateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { APIGatewayClient, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { CloudFrontClient, ListDistributionsCommand } from "@aws-sdk/client-cloudfront";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";

import type { Cloud } from "../../local/cloud";
import { policyPack } from "../../ops/policy-pack";
import { routes } from "../../functions/routes";
import type { ApiClient } from "../../functions/shared/api-client";
import { openApi } from "../testing/api";
import { takeSnapshot } from "../testing/snapshot";
import { clientConfig, edit, openTestCloud, previewSteps, removeTestCloud, up } from "../testing/support";

/** The life of a stack in order: each test depends on the ones before it. */
describe("the platform on the local cloud", () => {
  let cloud: Cloud;
  let api: ApiClient;

  beforeAll(async () => {
    cloud = await openTestCloud();
  });
  afterAll(async () => {
    await removeTestCloud(cloud);
  });

  test("a preview on a new cloud creates everything and changes nothing", async () => {
    const steps = await previewSteps(cloud);
    expect(new Set(steps.map(({ op }) => op))).toEqual(new Set(["create"]));
    expect(steps.length).toBeGreaterThan(40);
    const { TableNames } = await new DynamoDBClient(clientConfig(cloud)).send(new ListTablesCommand({}));
    expect(TableNames).toEqual([]);
  });

  test("up creates the platform, and outputs where it is", async () => {
    await up(cloud);
    // Saves the next test files of this worker a deployment.
    cloud = await takeSnapshot(cloud);
    const outputs = await cloud.outputs();
    expect(outputs).toMatchObject({
      stage: "local",
      region: "us-east-1",
      tables: { users: "sjc1990app-users-local" },
      functions: { "auth/register": "sjc1990app-auth-register-local" },
    });
    ({ api } = await openApi(cloud));
  });

  test("the API answers", async () => {
    expect(await api.send(routes.health)).toMatchObject({
      status: 200,
      body: { status: "ok", stage: "local" },
    });
  });

  test("a second preview changes nothing", async () => {
    expect(await previewSteps(cloud)).toEqual([]);
  });

  test("a changed handler updates its function and the alias, nothing else", async () => {
    edit(cloud.projectDir, "functions/health/health.ts", /$/, "\nexport const changed = true;\n");
    const steps = await previewSteps(cloud);
    expect(steps.map(({ op, urn }) => `${op} ${urn.split("::").slice(-1).join("")}`).sort()).toEqual([
      "update health",
      "update health-live",
    ]);
    await up(cloud);
    const lambda = new LambdaClient(clientConfig(cloud));
    const live = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: "sjc1990app-health-local", Qualifier: "live" }),
    );
    expect(live.Version).toBe("2");
    expect((await api.send(routes.health)).status).toBe(200);
  });

  test("drift is shown by refresh and repaired by up", async () => {
    const lambda = new LambdaClient(clientConfig(cloud));
    const cloudWatch = new CloudWatchClient(clientConfig(cloud));
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: "sjc1990app-health-local", MemorySize: 128 }),
    );
    await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ["sjc1990app-api-client-errors-local"] }));

    const shown = await cloud.pulumiOk(["refresh", "--preview-only", "--diff"]);
    expect(shown).toContain("memorySize");
    expect(shown).toContain("sjc1990app-api-client-errors-local");
    await cloud.pulumiOk(["refresh", "--yes", "--skip-preview"]);
    expect((await previewSteps(cloud)).map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? ""}`)).toEqual(
      expect.arrayContaining(["update health", "create api-client-errors"]),
    );
    await up(cloud);
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms?.map(({ AlarmName }) => AlarmName)).toContain("sjc1990app-api-client-errors-local");
    const fixed = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: "sjc1990app-health-local" }),
    );
    expect(fixed.MemorySize).toBe(256);
    expect(await previewSteps(cloud)).toEqual([]);
  });

  test("preview refuses a wildcard in a grant, with resource, statement and a link to the rule", async () => {
    const original = "apiFunction(routes.health)";
    const tooMuch =
      '{ statements: [{ Sid: "TooMuch", Effect: "Allow", Action: ["dynamodb:*"], Resource: ["*"] }], environment: {} }';
    const bad = `apiFunction(routes.health, { grants: [${tooMuch}] })`;
    edit(cloud.projectDir, "infra/index.ts", original, bad);
    const { code, stdout, stderr } = await cloud.pulumi(["preview", ...policyPack()], "capture");
    edit(cloud.projectDir, "infra/index.ts", bad, original);
    expect(code).not.toBe(0);
    const output = stdout + stderr;
    expect(output).toContain("iam-no-wildcard");
    expect(output).toContain("health-policy");
    expect(output).toContain("TooMuch");
    expect(output).toContain("docs/policies.md#iam-no-wildcard");
  });

  test("an existing table can be imported", async () => {
    const dynamoDb = new DynamoDBClient(clientConfig(cloud));
    await dynamoDb.send(
      new CreateTableCommand({
        TableName: "already-there",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      }),
    );
    await cloud.pulumiOk([
      "import",
      "aws:dynamodb/table:Table",
      "imported",
      "already-there",
      "--yes",
      "--generate-code=false",
      "--protect=false",
    ]);
    const state = await cloud.pulumiOk(["stack", "export"]);
    expect(state).toContain('"already-there"');
    // The program does not have it, so the next up would delete it.
    expect((await previewSteps(cloud)).map(({ op }) => op)).toEqual(["delete"]);
  });

  test("destroy leaves nothing", async () => {
    await cloud.pulumiOk(["destroy", "--yes", "--skip-preview"]);
    const config = clientConfig(cloud);
    const left = {
      tables: (await new DynamoDBClient(config).send(new ListTablesCommand({}))).TableNames,
      functions: (await new LambdaClient(config).send(new ListFunctionsCommand({}))).Functions,
      apis: (await new APIGatewayClient(config).send(new GetRestApisCommand({}))).items ?? [],
      roles: (await new IAMClient(config).send(new ListRolesCommand({}))).Roles?.filter(
        ({ RoleName }) => RoleName?.startsWith("sjc1990app") === true,
      ),
      parameters: (await new SSMClient(config).send(new DescribeParametersCommand({}))).Parameters,
      topics: (await new SNSClient(config).send(new ListTopicsCommand({}))).Topics ?? [],
      alarms: (await new CloudWatchClient(config).send(new DescribeAlarmsCommand({}))).MetricAlarms,
      queues: (await new SQSClient(config).send(new ListQueuesCommand({}))).QueueUrls ?? [],
      buckets: (await new S3Client({ ...config, forcePathStyle: true }).send(new ListBucketsCommand({})))
        .Buckets,
      distributions:
        (await new CloudFrontClient(config).send(new ListDistributionsCommand({}))).DistributionList?.Items ??
        [],
      schedules: (await new SchedulerClient(config).send(new ListSchedulesCommand({}))).Schedules,
      logs: (await new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({}))).logGroups,
    };
    expect(left).toEqual({
      tables: [],
      functions: [],
      apis: [],
      roles: [],
      parameters: [],
      topics: [],
      alarms: [],
      queues: [],
      buckets: [],
      distributions: [],
      schedules: [],
      logs: [],
    });
    await expect(
      new DynamoDBClient(config).send(new DescribeTableCommand({ TableName: "already-there" })),
    ).rejects.toThrow();
  });
});
