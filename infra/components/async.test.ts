import type * as pulumi from "@pulumi/pulumi";

import { iamNoWildcard } from "../../policies/rules/iam-no-wildcard";
import { analyze } from "../../policies/testing/analyze";
import { mockProgram, settled } from "../offline/mocks";
import type { Registered } from "../offline/registered";
import { only } from "../testing/registered";
import { AlertTopic, LambdaFunction, RestApi, Table } from ".";
import { ApiKey } from "./api-key";
import { readStream, subscribeToQueue, subscribeToStream } from "./event-source";
import { DeadLetterQueue, Queue } from "./queue";
import { Schedule } from "./schedule";

const secretOf = (value: pulumi.Output<string>): Promise<boolean> =>
  (value as unknown as { isSecret: Promise<boolean> }).isSecret;

const account = "123456789012";

interface Document {
  Statement: Record<string, unknown>[];
}

const document = (inputs: Record<string, unknown>): Document =>
  JSON.parse(inputs["policy"] as string) as Document;

const health = (grants: ConstructorParameters<typeof LambdaFunction>[1]["grants"] = []) =>
  new LambdaFunction("health", { entry: "health/health", description: "Answers", grants });

describe.each([{ preview: true }, { preview: false }])("components (preview: $preview)", ({ preview }) => {
  let registered: Registered[];
  let alerts: AlertTopic;

  beforeEach(async () => {
    registered = await mockProgram({ preview });
    alerts = new AlertTopic("alerts", { emails: [] });
  });

  /** What the gate would refuse. */
  afterEach(() => {
    const findings = registered
      .filter(({ type }) => iamNoWildcard.appliesTo.includes(type))
      .flatMap(({ type, name, inputs }) => analyze([iamNoWildcard], { type, name, props: inputs }));
    expect(findings).toEqual([]);
  });

  /** A value that is not known in a preview. */
  const known = (value: string): unknown =>
    preview ? expect.objectContaining({ __pulumiUnknown: true }) : value;

  test("a queue is encrypted, tries a message a few times, and then keeps it for people", async () => {
    const queue = new Queue("account-erasure", {
      description: "Accounts are not erased.",
      alerts,
      maxReceives: 3,
    });
    await settled();
    const arn = `arn:aws:sqs:us-east-1:${account}:sjc1990app-account-erasure-dev`;
    const dead = `arn:aws:sqs:us-east-1:${account}:sjc1990app-account-erasure-dead-dev`;
    expect(queue.url).toBe(`https://sqs.us-east-1.amazonaws.com/${account}/sjc1990app-account-erasure-dev`);
    const inputs = only(registered, "aws:sqs/queue:Queue", "account-erasure");
    expect(inputs).toMatchObject({
      name: "sjc1990app-account-erasure-dev",
      visibilityTimeoutSeconds: 60,
      messageRetentionSeconds: 345_600,
      sqsManagedSseEnabled: true,
    });
    expect(JSON.parse(inputs["redrivePolicy"] as string)).toEqual({
      deadLetterTargetArn: dead,
      maxReceiveCount: 3,
    });
    const letters = only(registered, "aws:sqs/queue:Queue", "account-erasure-dead");
    expect(letters).toMatchObject({
      name: "sjc1990app-account-erasure-dead-dev",
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
    });
    expect(JSON.parse(letters["redriveAllowPolicy"] as string)).toEqual({
      redrivePermission: "byQueue",
      sourceQueueArns: [arn],
    });
    const alarm = only(
      registered,
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "account-erasure-dead-not-empty",
    );
    expect(alarm).toMatchObject({
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "sjc1990app-account-erasure-dead-dev" },
      statistic: "Maximum",
      threshold: 0,
    });
    expect(alarm["alarmDescription"]).toContain("Accounts are not erased.");
  });

  test("a queue's grants name their actions and the queue, and where it is", async () => {
    const { grants, arn, url } = new Queue("erasure", { description: "Nothing is erased.", alerts });
    await settled();
    const environment = { ERASURE_QUEUE_URL: url };
    const granted = (...Action: string[]) => ({
      statements: [{ Effect: "Allow", Action, Resource: [arn] }],
      environment,
    });
    expect(grants.send()).toEqual(granted("sqs:SendMessage"));
    expect(grants.consume()).toEqual(
      granted("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    );
  });

  test("a function takes messages of a queue, and names those that failed", async () => {
    const queue = new Queue("erasure", { description: "Nothing is erased.", alerts });
    subscribeToQueue("erase", health([queue.grants.consume()]), { queue, batchSize: 5, maxConcurrency: 2 });
    await settled();
    expect(only(registered, "aws:lambda/eventSourceMapping:EventSourceMapping", "erase")).toEqual({
      eventSourceArn: known("arn:aws:mock:::erasure"),
      functionName: known("arn:aws:mock:::health-live"),
      batchSize: 5,
      maximumBatchingWindowInSeconds: 0,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: 2 },
    });
  });

  test("a function takes changes of a table, and notes what it could not do", async () => {
    const table = new Table("pending-approvals", { hashKey: { name: "userId", type: "S" } });
    const deadLetters = new DeadLetterQueue("announcements-dead", { description: "Nobody is told.", alerts });
    subscribeToStream("announce", health([readStream(table), deadLetters.send()]), {
      table,
      deadLetters,
      filters: [{ eventName: ["MODIFY"] }],
    });
    await settled();
    expect(only(registered, "aws:lambda/eventSourceMapping:EventSourceMapping", "announce")).toMatchObject({
      startingPosition: "TRIM_HORIZON",
      batchSize: 100,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 10,
      functionResponseTypes: ["ReportBatchItemFailures"],
      filterCriteria: { filters: [{ pattern: '{"eventName":["MODIFY"]}' }] },
    });
    const { Statement } = document(only(registered, "aws:iam/rolePolicy:RolePolicy", "health-policy"));
    expect(Statement).toContainEqual({
      Effect: "Allow",
      Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      Resource: [`arn:aws:dynamodb:us-east-1:${account}:table/sjc1990app-pending-approvals-dev/stream/*`],
    });
    expect(Statement).toContainEqual({
      Effect: "Allow",
      Action: ["sqs:SendMessage"],
      Resource: [deadLetters.arn],
    });
  });

  test("a function that nobody waits for leaves with people what it failed at", async () => {
    const deadLetters = new DeadLetterQueue("missed", { description: "There is no digest.", alerts });
    new LambdaFunction("health", { entry: "health/health", description: "Answers", grants: [], deadLetters });
    await settled();
    expect(only(registered, "aws:lambda/function:Function", "health")).toMatchObject({
      deadLetterConfig: { targetArn: known("arn:aws:mock:::missed") },
    });
    const { Statement } = document(only(registered, "aws:iam/rolePolicy:RolePolicy", "health-policy"));
    expect(Statement).toContainEqual({
      Effect: "Allow",
      Action: ["sqs:SendMessage"],
      Resource: [deadLetters.arn],
    });
  });

  test("a schedule calls the live function by a role that may do nothing else", async () => {
    const deadLetters = new DeadLetterQueue("schedules-dead", { description: "A schedule failed.", alerts });
    const target = health();
    new Schedule("digest", {
      target,
      when: "cron(0 9 * * ? *)",
      description: "Tells what waits",
      input: { kind: "digest" },
      deadLetters,
    });
    await settled();
    expect(only(registered, "aws:scheduler/schedule:Schedule", "digest")).toMatchObject({
      name: "sjc1990app-digest-dev",
      scheduleExpression: "cron(0 9 * * ? *)",
      scheduleExpressionTimezone: "Asia/Hong_Kong",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        input: '{"kind":"digest"}',
        retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 3 },
      },
    });
    expect(only(registered, "aws:iam/role:Role", "digest-schedule-role")).toMatchObject({
      name: "sjc1990app-digest-schedule-dev",
    });
    expect(
      document(only(registered, "aws:iam/rolePolicy:RolePolicy", "digest-schedule-policy")).Statement,
    ).toEqual([
      { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [target.liveArn] },
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [deadLetters.arn] },
    ]);
  });

  test("an API key is one partner's, with a plan of its own, and a secret", async () => {
    const api = new RestApi("api", { routes: {}, functions: [], version: "1" });
    const key = new ApiKey("statistics", {
      api,
      description: "Shows numbers on the school's page",
      quota: { limit: 1_000, period: "DAY" },
      throttle: { rate: 2, burst: 5 },
    });
    await settled();
    expect(only(registered, "aws:apigateway/usagePlan:UsagePlan", "statistics-plan")).toMatchObject({
      name: "sjc1990app-statistics-dev",
      apiStages: [{ stage: "dev" }],
      quotaSettings: { limit: 1_000, period: "DAY" },
      throttleSettings: { rateLimit: 2, burstLimit: 5 },
    });
    expect(only(registered, "aws:apigateway/apiKey:ApiKey", "statistics")).toEqual({
      name: "sjc1990app-statistics-dev",
      description: "Shows numbers on the school's page",
    });
    expect(await secretOf(key.value)).toBe(true);
    expect(only(registered, "aws:apigateway/usagePlanKey:UsagePlanKey", "statistics-plan-key")).toMatchObject(
      {
        keyType: "API_KEY",
      },
    );
  });
});
