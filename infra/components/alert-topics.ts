import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow } from "../lib/iam";
import { keyPolicy } from "../lib/key-policy";
import { arns, physicalName, project, type Place } from "../lib/names";
import type { LambdaFunction } from "./lambda-function";
import type { DeadLetterQueue } from "./queue";

/** How soon to respond: `critical` immediately, `warning` during working hours. */
export type Severity = "critical" | "warning";

const SEVERITIES: readonly Severity[] = ["critical", "warning"];

/**
 * Services that publish, each for its own resources of the account.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html
 * https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html
 */
const PUBLISHERS: readonly { service: string; sourceArn?: (stage: Place) => string }[] = [
  {
    service: "cloudwatch.amazonaws.com",
    sourceArn: (stage) => arns(stage).alarm(`${project}-*-${stage.stage}`),
  },
  { service: "budgets.amazonaws.com", sourceArn: (stage) => arns(stage).budgets() },
  // Cost Anomaly Detection. AWS documents no source ARN for it.
  { service: "costalerts.amazonaws.com" },
];

/** Arguments of {@link AlertTopics}. */
export interface AlertTopicsArgs {
  /** Function that formats and sends the messages. Invoked through its alias `live`. */
  notify: LambdaFunction;
  /** Receives messages for which SNS could not invoke the function. */
  deadLetters: DeadLetterQueue;
}

/**
 * The SNS topics `sjc1990app-<name>-critical-<stage>` and `sjc1990app-<name>-warning-<stage>`, which alarms and cost
 * notifications are published to. Encrypted with a customer managed key: CloudWatch and Budgets cannot use
 * `alias/aws/sns`, whose policy nobody can change.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export class AlertTopics extends pulumi.ComponentResource {
  readonly #topics: Readonly<Record<Severity, aws.sns.Topic>>;
  readonly #name: string;

  constructor(name: string, args: AlertTopicsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:observability:AlertTopics", name, {}, opts);
    this.#name = name;
    const stage = currentStage();
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: "Encrypts alarms and cost notifications in transit through SNS",
        policy: keyPolicy(stage, [
          {
            // SNS encrypts a message in the name of the service that publishes it.
            Sid: "Publish",
            Principal: { Service: PUBLISHERS.map(({ service }) => service) },
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Condition: { StringEquals: { "aws:SourceAccount": stage.accountId } },
          },
        ]),
        enableKeyRotation: true,
        deletionWindowInDays: stage.protectData ? 30 : 7,
      },
      { parent: this, protect: stage.protectData },
    );
    const topic = (severity: Severity) =>
      new aws.sns.Topic(
        `${name}-${severity}`,
        {
          name: this.#topicName(severity),
          kmsMasterKeyId: key.arn,
          policy: publishPolicy(this.arn(severity)),
        },
        { parent: this },
      );
    this.#topics = { critical: topic("critical"), warning: topic("warning") };
    this.#subscribe(args);
    this.registerOutputs({});
  }

  /** ARN of a topic, known before the topic exists. */
  arn(severity: Severity): string {
    return arns(currentStage()).topic(this.#topicName(severity));
  }

  /** ARNs for `alarmActions` and `okActions` of an alarm. */
  actions(severity: Severity): string[] {
    return [this.arn(severity)];
  }

  #topicName(severity: Severity): string {
    return physicalName(`${this.#name}-${severity}`, currentStage());
  }

  /** Delivers both topics to the function. */
  #subscribe({ notify, deadLetters }: AlertTopicsArgs): void {
    const mayKeep = new aws.sqs.QueuePolicy(
      `${this.#name}-dead-policy`,
      {
        queueUrl: deadLetters.queue.url,
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "TakeFromTopics",
              Principal: { Service: "sns.amazonaws.com" },
              ...allow("sqs:SendMessage", deadLetters.arn),
              Condition: {
                ArnEquals: { "aws:SourceArn": SEVERITIES.map((severity) => this.arn(severity)) },
              },
            },
          ],
        }),
      },
      { parent: this },
    );
    for (const severity of SEVERITIES) {
      const mayInvoke = new aws.lambda.Permission(
        `${this.#name}-${severity}`,
        {
          action: "lambda:InvokeFunction",
          function: notify.function.name,
          qualifier: notify.alias.name,
          principal: "sns.amazonaws.com",
          sourceArn: this.arn(severity),
        },
        { parent: this },
      );
      new aws.sns.TopicSubscription(
        `${this.#name}-${severity}`,
        {
          topic: this.#topics[severity].arn,
          protocol: "lambda",
          endpoint: notify.alias.arn,
          redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn }),
        },
        { parent: this, dependsOn: [mayInvoke, mayKeep] },
      );
    }
  }
}

function publishPolicy(topicArn: string): string {
  const stage = currentStage();
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: PUBLISHERS.map(({ service, sourceArn }) => ({
      Principal: { Service: service },
      ...allow("sns:Publish", topicArn),
      Condition: {
        StringEquals: { "aws:SourceAccount": stage.accountId },
        ...(sourceArn && { ArnLike: { "aws:SourceArn": sourceArn(stage) } }),
      },
    })),
  });
}
