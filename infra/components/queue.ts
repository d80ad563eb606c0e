import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow, type Grant } from "../lib/iam";
import type { Metric } from "../lib/metrics";
import { arns, physicalName, queueUrl } from "../lib/names";
import { Alarm } from "./alarm";
import type { AlertTopic } from "./alert-topic";

const DAY = 86_400;

/** What a {@link DeadLetterQueue} needs. */
export interface DeadLetterQueueArgs {
  /** What is lost to its reader while it lies here, in one line; the alarm says so. */
  description: string;
  /** Whom the alarm reaches. */
  alerts: AlertTopic;
  /** ARNs of the only queues that may leave messages. Default: whoever has a grant to send. */
  sources?: readonly string[];
}

/**
 * The queue `sjc1990app-<name>-<stage>` of what could not be done: kept for 14 days, the longest that SQS keeps
 * anything, with an alarm on the first message.
 */
export class DeadLetterQueue extends pulumi.ComponentResource {
  /** The physical name, known before the queue exists. */
  readonly queueName: string;
  /** Known before the queue exists. */
  readonly arn: string;
  readonly queue: aws.sqs.Queue;

  constructor(name: string, args: DeadLetterQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:messaging:DeadLetterQueue", name, {}, opts);
    const stage = currentStage();
    this.queueName = physicalName(name, stage);
    this.arn = arns(stage).queue(this.queueName);
    this.queue = new aws.sqs.Queue(
      name,
      {
        name: this.queueName,
        messageRetentionSeconds: 14 * DAY,
        sqsManagedSseEnabled: true,
        ...(args.sources === undefined
          ? {}
          : {
              redriveAllowPolicy: JSON.stringify({
                redrivePermission: "byQueue",
                sourceQueueArns: args.sources,
              }),
            }),
      },
      { parent: this },
    );
    new Alarm(
      `${name}-not-empty`,
      {
        metric: waitingMessages(this.queueName),
        above: 0,
        severity: "warning",
        description: args.description,
        runbook: "dead-letters",
        alerts: args.alerts,
      },
      { parent: this },
    );
    this.registerOutputs({ name: this.queue.name });
  }

  /** Lets a role leave here what it could not do. No variable tells a function where: services do the sending. */
  send(): Grant {
    return { statements: [allow("sqs:SendMessage", this.arn)], environment: {} };
  }
}

/** What a {@link Queue} needs. */
export interface QueueArgs {
  /** What does not happen while its messages cannot be dealt with, in one line; the alarm says so. */
  description: string;
  /** Whom the alarm on its dead letters reaches. */
  alerts: AlertTopic;
  /**
   * Seconds in which a message is one consumer's alone. At least the timeout of the consuming function, which SQS
   * insists on; six times that leaves room for repeats when the function is throttled. Default: 60.
   */
  visibilityTimeout?: number;
  /** How often a message is tried before it goes to the dead letters. Default: 5. */
  maxReceives?: number;
  /** Seconds that a message is kept, from 60 to 1,209,600. Default: four days. */
  retention?: number;
}

/** An encrypted queue named `sjc1990app-<name>-<stage>` with dead letters of its own, and typed grants. */
export class Queue extends pulumi.ComponentResource {
  /** The physical name, known before the queue exists. */
  readonly queueName: string;
  /** Known before the queue exists. */
  readonly arn: string;
  /** Where messages are sent to; known before the queue exists. */
  readonly url: string;
  readonly queue: aws.sqs.Queue;
  readonly deadLetters: DeadLetterQueue;
  readonly grants: QueueGrants;

  constructor(name: string, args: QueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:messaging:Queue", name, {}, opts);
    const stage = currentStage();
    this.queueName = physicalName(name, stage);
    this.arn = arns(stage).queue(this.queueName);
    this.url = queueUrl(this.queueName, stage);
    this.deadLetters = new DeadLetterQueue(
      `${name}-dead`,
      { description: args.description, alerts: args.alerts, sources: [this.arn] },
      { parent: this },
    );
    this.queue = new aws.sqs.Queue(
      name,
      {
        name: this.queueName,
        visibilityTimeoutSeconds: args.visibilityTimeout ?? 60,
        messageRetentionSeconds: args.retention ?? 4 * DAY,
        sqsManagedSseEnabled: true,
        redrivePolicy: JSON.stringify({
          deadLetterTargetArn: this.deadLetters.arn,
          maxReceiveCount: args.maxReceives ?? 5,
        }),
      },
      { parent: this, dependsOn: [this.deadLetters.queue] },
    );
    this.grants = new QueueGrants(name, this);
    this.registerOutputs({ name: this.queue.name });
  }
}

/** What a function may do with a queue; where it is, is in the variable `<NAME>_QUEUE_URL`. */
export class QueueGrants {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #arn: string;

  constructor(name: string, { arn, url }: { arn: string; url: string }) {
    this.#environment = { [`${name.replaceAll("-", "_").toUpperCase()}_QUEUE_URL`]: url };
    this.#arn = arn;
  }

  /** Sends messages, one by one or in batches. */
  send(): Grant {
    return this.#on("sqs:SendMessage");
  }

  /** What Lambda needs of a function's role to hand it messages: see {@link subscribeToQueue}. */
  consume(): Grant {
    return this.#on("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
  }

  #on(...actions: string[]): Grant {
    return { statements: [allow(actions, this.#arn)], environment: this.#environment };
  }
}

/** Messages that wait in a queue. */
function waitingMessages(queueName: string): Metric {
  return {
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: queueName },
    statistic: "Maximum",
    period: 60,
    label: "Messages waiting",
  };
}
