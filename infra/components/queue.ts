import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow, type Grant } from "../lib/iam";
import { arns, physicalName, queueUrl } from "../lib/names";

/** Retention of messages in seconds: 14 days, the maximum of SQS. */
const RETENTION = 1_209_600;

/** Default of {@link QueueArgs.visibilityTimeout}: for consumers with a timeout of 60 s. */
const VISIBILITY_TIMEOUT = 360;

/** Arguments of a {@link DeadLetterQueue}. */
export interface DeadLetterQueueArgs {
  /** What users miss until the messages are processed. The alarm's description. */
  description: string;
  /** ARNs of the queues that may use it as their dead-letter queue. Default: any queue of the account. */
  sources?: readonly string[];
}

/** The dead-letter queue `sjc1990app-<name>-<stage>`. `watch` gives it an alarm when it is not empty. */
export class DeadLetterQueue extends pulumi.ComponentResource {
  /** The physical name, known before the queue exists. */
  readonly queueName: string;
  /** What users miss until the messages are processed. */
  readonly description: string;
  /** Known before the queue exists. */
  readonly arn: string;
  readonly queue: aws.sqs.Queue;

  constructor(name: string, args: DeadLetterQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:messaging:DeadLetterQueue", name, {}, opts);
    const stage = currentStage();
    this.queueName = physicalName(name, stage);
    this.description = args.description;
    this.arn = arns(stage).queue(this.queueName);
    this.queue = new aws.sqs.Queue(
      name,
      {
        name: this.queueName,
        messageRetentionSeconds: RETENTION,
        sqsManagedSseEnabled: true,
        redriveAllowPolicy:
          args.sources && JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: args.sources }),
      },
      { parent: this },
    );
    this.registerOutputs({ name: this.queue.name });
  }

  /** Lets a service send failed events to the queue with the role of a function. Sets no environment variable. */
  send(): Grant {
    return { statements: [allow("sqs:SendMessage", this.arn)], environment: {}, resources: [this.queue] };
  }
}

/** Arguments of a {@link Queue}. */
export interface QueueArgs {
  /** What users miss while messages cannot be processed. The description of the dead-letter queue's alarm. */
  description: string;
  /** Receives after which a message moves to the dead-letter queue. Default: 5. */
  maxReceives?: number;
  /**
   * Seconds until an unprocessed message is received again: six times the timeout of the consumer, as AWS recommends.
   * Default: 360.
   */
  visibilityTimeout?: number;
}

/** The encrypted queue `sjc1990app-<name>-<stage>`, with the dead-letter queue `<name>-dead` and typed grants. */
export class Queue extends pulumi.ComponentResource {
  /** The physical name, known before the queue exists. */
  readonly queueName: string;
  /** Known before the queue exists. */
  readonly arn: string;
  /** Known before the queue exists. */
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
      { description: args.description, sources: [this.arn] },
      { parent: this },
    );
    this.queue = new aws.sqs.Queue(
      name,
      {
        name: this.queueName,
        visibilityTimeoutSeconds: args.visibilityTimeout ?? VISIBILITY_TIMEOUT,
        messageRetentionSeconds: RETENTION,
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

/** Grants on a queue. They set the variable `<NAME>_QUEUE_URL`. */
class QueueGrants {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #arn: string;
  readonly #queue: aws.sqs.Queue;

  constructor(name: string, { arn, url, queue }: Pick<Queue, "arn" | "url" | "queue">) {
    this.#environment = { [`${name.replaceAll("-", "_").toUpperCase()}_QUEUE_URL`]: url };
    this.#arn = arn;
    this.#queue = queue;
  }

  /** Sends messages, single or in batches. */
  send(): Grant {
    return this.#on("sqs:SendMessage");
  }

  /** Needed by the function of a {@link QueueSubscription}. */
  consume(): Grant {
    return this.#on("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
  }

  #on(...actions: string[]): Grant {
    return {
      statements: [allow(actions, this.#arn)],
      environment: this.#environment,
      resources: [this.#queue],
    };
  }
}
