import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { LambdaFunction } from "./lambda-function";
import { movedFrom } from "./moved";
import type { Queue } from "./queue";

/** Arguments of a {@link QueueSubscription}. */
export interface QueueSubscriptionArgs {
  /** The function to invoke, through its alias `live`. Needs the grant `queue.grants.consume()`. */
  function: LambdaFunction;
  queue: Queue;
  /** Maximum number of messages in one invocation. Default: 10. */
  batchSize?: number;
  /** Maximum number of concurrent invocations, at least 2. Default: no limit. */
  maxConcurrency?: number;
  /** Name of the event source mapping in earlier versions of the program. */
  formerName?: string;
}

/**
 * Invokes a function with the messages of a queue. Messages that the function reports as failed return to the queue, the
 * others are deleted.
 */
export class QueueSubscription extends pulumi.ComponentResource {
  constructor(name: string, args: QueueSubscriptionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:messaging:QueueSubscription", name, {}, opts);
    const { queue, batchSize = 10, maxConcurrency } = args;
    new aws.lambda.EventSourceMapping(
      name,
      {
        eventSourceArn: queue.queue.arn,
        functionName: args.function.alias.arn,
        batchSize,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: maxConcurrency === undefined ? undefined : { maximumConcurrency: maxConcurrency },
      },
      movedFrom(args.function, this, args.formerName),
    );
    this.registerOutputs({});
  }
}
