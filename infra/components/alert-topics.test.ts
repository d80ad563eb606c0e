import { mockProgram, settled } from "../offline/mocks";
import type { Registered } from "../offline/registered";
import { only } from "../testing/registered";
import { AlertTopics, DeadLetterQueue, LambdaFunction } from ".";

const ACCOUNT = "123456789012";
const topicArn = (severity: string): string =>
  `arn:aws:sns:us-east-1:${ACCOUNT}:sjc1990app-alerts-${severity}-dev`;
const DEAD = `arn:aws:sqs:us-east-1:${ACCOUNT}:sjc1990app-undelivered-dev`;

let registered: Registered[];
let topics: AlertTopics;

beforeEach(async () => {
  registered = await mockProgram();
  const deadLetters = new DeadLetterQueue("undelivered", { description: "Undelivered" });
  const notify = new LambdaFunction("notify", {
    entry: "alerts/notify",
    description: "Sends",
    grants: [],
    deadLetters,
  });
  topics = new AlertTopics("alerts", { notify, deadLetters });
  await settled();
});

function statements(inputs: Record<string, unknown>): Record<string, unknown>[] {
  return (JSON.parse(inputs["policy"] as string) as { Statement: Record<string, unknown>[] }).Statement;
}

test("the ARN of a topic is known before the topic exists", () => {
  expect(topics.actions("critical")).toEqual([topicArn("critical")]);
  expect(topics.actions("warning")).toEqual([topicArn("warning")]);
});

test("CloudWatch, Budgets and Cost Anomaly Detection can use the key for this account only, and nobody else uses it", () => {
  const [administer, ...uses] = statements(only(registered, "aws:kms/key:Key", "alerts-key"));
  expect(JSON.stringify(administer)).not.toMatch(/kms:(Decrypt|Encrypt|GenerateDataKey|\*)/);
  expect(uses).toEqual([
    {
      ...{ Sid: "Publish", Effect: "Allow", Resource: "*" },
      Principal: {
        Service: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com"],
      },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
    },
  ]);
});

describe.each(["critical", "warning"])("the topic %s", (severity) => {
  test("is encrypted with the key, and takes messages of the stage's alarms and the account's budgets", () => {
    const topic = only(registered, "aws:sns/topic:Topic", `alerts-${severity}`);
    expect(topic).toMatchObject({
      name: `sjc1990app-alerts-${severity}-dev`,
      kmsMasterKeyId: "arn:aws:mock:::alerts-key",
    });
    const publish = (service: string, sourceArn?: string) => ({
      ...{ Effect: "Allow", Action: ["sns:Publish"], Resource: [topicArn(severity)] },
      Principal: { Service: service },
      Condition: {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ...(sourceArn !== undefined && { ArnLike: { "aws:SourceArn": sourceArn } }),
      },
    });
    expect(statements(topic)).toEqual([
      publish("cloudwatch.amazonaws.com", `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:sjc1990app-*-dev`),
      publish("budgets.amazonaws.com", `arn:aws:budgets::${ACCOUNT}:*`),
      publish("costalerts.amazonaws.com"),
    ]);
  });

  test("invokes the live version of the function, and keeps what it cannot deliver", () => {
    expect(only(registered, "aws:lambda/permission:Permission", `alerts-${severity}`)).toMatchObject({
      ...{ action: "lambda:InvokeFunction", principal: "sns.amazonaws.com" },
      ...{ function: "sjc1990app-notify-dev", qualifier: "live", sourceArn: topicArn(severity) },
    });
    const subscription = only(
      registered,
      "aws:sns/topicSubscription:TopicSubscription",
      `alerts-${severity}`,
    );
    expect(subscription).toMatchObject({ protocol: "lambda", endpoint: "arn:aws:mock:::notify-live" });
    expect(JSON.parse(subscription["redrivePolicy"] as string)).toEqual({ deadLetterTargetArn: DEAD });
    const { dependencies } = registered.find(
      ({ type, name }) =>
        type === "aws:sns/topicSubscription:TopicSubscription" && name === `alerts-${severity}`,
    ) as Registered;
    expect(dependencies).toEqual(
      expect.arrayContaining([
        `aws:lambda/permission:Permission::alerts-${severity}`,
        "aws:sqs/queuePolicy:QueuePolicy::alerts-dead-policy",
      ]),
    );
  });
});

test("only the two topics put messages into the dead-letter queue", () => {
  expect(statements(only(registered, "aws:sqs/queuePolicy:QueuePolicy", "alerts-dead-policy"))).toEqual([
    {
      ...{ Sid: "TakeFromTopics", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [DEAD] },
      Principal: { Service: "sns.amazonaws.com" },
      Condition: { ArnEquals: { "aws:SourceArn": [topicArn("critical"), topicArn("warning")] } },
    },
  ]);
});
