import type * as pulumi from "@pulumi/pulumi";

import { iamNoWildcard } from "../../policies/rules/iam-no-wildcard";
import { analyze } from "../../policies/testing/analyze";
import { mockProgram, settled } from "../offline/mocks";
import type { Registered } from "../offline/registered";
import { only } from "../testing/registered";
import { LambdaFunction, RestApi, Table } from ".";
import { ApiKey } from "./api-key";
import { DeadLetterQueue, Queue } from "./queue";
import { QueueSubscription } from "./queue-subscription";
import { Schedule } from "./schedule";
import { StreamSubscription } from "./stream-subscription";

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

  beforeEach(async () => {
    registered = await mockProgram({ preview });
  });

  /** No component may break this policy. */
  afterEach(() => {
    const findings = registered
      .filter(({ type }) => iamNoWildcard.appliesTo.includes(type))
      .flatMap(({ type, name, inputs }) => analyze([iamNoWildcard], { type, name, props: inputs }));
    expect(findings).toEqual([]);
  });

  /** A value that is unknown in a preview. */
  const known = (value: string): unknown =>
    preview ? expect.objectContaining({ __pulumiUnknown: true }) : value;

  test("a queue is encrypted and moves messages to its dead-letter queue after some receives", async () => {
    const queue = new Queue("account-erasure", {
      description: "Accounts are not erased.",
      maxReceives: 3,
    });
    await settled();
    const arn = `arn:aws:sqs:us-east-1:${account}:sjc1990app-account-erasure-dev`;
    const dead = `arn:aws:sqs:us-east-1:${account}:sjc1990app-account-erasure-dead-dev`;
    expect(queue.url).toBe(`https://sqs.us-east-1.amazonaws.com/${account}/sjc1990app-account-erasure-dev`);
    const inputs = only(registered, "aws:sqs/queue:Queue", "account-erasure");
    expect(inputs).toMatchObject({
      name: "sjc1990app-account-erasure-dev",
      visibilityTimeoutSeconds: 360,
      messageRetentionSeconds: 1_209_600,
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
  });

  test("a queue may be received again sooner", async () => {
    new Queue("codes", { description: "Codes are not sent.", visibilityTimeout: 60 });
    await settled();
    expect(only(registered, "aws:sqs/queue:Queue", "codes")).toMatchObject({ visibilityTimeoutSeconds: 60 });
  });

  test("grants on a queue name their actions and the queue, and set its URL", async () => {
    const { grants, arn, url, queue } = new Queue("erasure", { description: "Nothing is erased." });
    await settled();
    const environment = { ERASURE_QUEUE_URL: url };
    const granted = (...Action: string[]) => ({
      statements: [{ Effect: "Allow", Action, Resource: [arn] }],
      environment,
      resources: [queue],
    });
    expect(grants.send()).toEqual(granted("sqs:SendMessage"));
    expect(grants.consume()).toEqual(
      granted("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    );
  });

  test("a queue subscription invokes the live function and takes a report of failed messages", async () => {
    const queue = new Queue("erasure", { description: "Nothing is erased." });
    new QueueSubscription("erase", {
      function: health([queue.grants.consume()]),
      queue,
      batchSize: 5,
      maxConcurrency: 2,
    });
    await settled();
    expect(only(registered, "aws:lambda/eventSourceMapping:EventSourceMapping", "erase")).toEqual({
      eventSourceArn: known("arn:aws:mock:::erasure"),
      functionName: known("arn:aws:mock:::health-live"),
      batchSize: 5,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: 2 },
    });
  });

  test("a stream subscription invokes the live function, and sends failed records to a dead-letter queue", async () => {
    const table = new Table("pending-approvals", { hashKey: { name: "userId", type: "S" } });
    const deadLetters = new DeadLetterQueue("announcements-dead", {
      description: "Nobody is notified.",
    });
    new StreamSubscription("announce", {
      function: health([table.grants.readStream(), deadLetters.send()]),
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
      Action: [
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
      ],
      Resource: [`arn:aws:dynamodb:us-east-1:${account}:table/sjc1990app-pending-approvals-dev/stream/*`],
    });
    expect(Statement).toContainEqual({
      Effect: "Allow",
      Action: ["sqs:SendMessage"],
      Resource: [deadLetters.arn],
    });
  });

  test("failed asynchronous invocations go to the function's dead-letter queue", async () => {
    const deadLetters = new DeadLetterQueue("missed", { description: "There is no digest." });
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

  test("a schedule invokes the live function with a role that can do nothing else", async () => {
    const deadLetters = new DeadLetterQueue("schedules-dead", { description: "A schedule failed." });
    const target = health();
    new Schedule("digest", {
      target,
      when: "cron(0 9 * * ? *)",
      description: "Daily digest",
      deadLetters,
    });
    await settled();
    expect(only(registered, "aws:scheduler/schedule:Schedule", "digest")).toMatchObject({
      name: "sjc1990app-digest-dev",
      scheduleExpression: "cron(0 9 * * ? *)",
      scheduleExpressionTimezone: "Asia/Hong_Kong",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
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

  test("an API key has its own usage plan, and its value is a secret", async () => {
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
