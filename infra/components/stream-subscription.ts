import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { LambdaFunction } from "./lambda-function";
import { movedFrom } from "./moved";
import type { DeadLetterQueue } from "./queue";
import type { Table } from "./table";

/** Arguments of a {@link StreamSubscription}. */
export interface StreamSubscriptionArgs {
  /**
   * The function to invoke, through its alias `live`. Needs the grants `table.grants.readStream()` and
   * `deadLetters.send()`.
   */
  function: LambdaFunction;
  /** A table with `stream: true`. */
  table: Table;
  /** Receives the positions of failed records in the stream, without their contents. */
  deadLetters: DeadLetterQueue;
  /** Event filter patterns, of which one must match. */
  filters: readonly object[];
}

/**
 * Invokes a function with the changes of a table, in order per item. After a failure, Lambda halves the batch and
 * retries, which blocks the shard for at most ten attempts.
 */
export class StreamSubscription extends pulumi.ComponentResource {
  constructor(name: string, args: StreamSubscriptionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:messaging:StreamSubscription", name, {}, opts);
    new aws.lambda.EventSourceMapping(
      name,
      {
        eventSourceArn: args.table.table.streamArn,
        functionName: args.function.alias.arn,
        // Includes changes from before the subscription existed. The stream keeps 24 hours.
        startingPosition: "TRIM_HORIZON",
        batchSize: 100,
        bisectBatchOnFunctionError: true,
        maximumRetryAttempts: 10,
        functionResponseTypes: ["ReportBatchItemFailures"],
        destinationConfig: { onFailure: { destinationArn: args.deadLetters.queue.arn } },
        filterCriteria: { filters: args.filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })) },
      },
      movedFrom(args.function, this),
    );
    this.registerOutputs({});
  }
}
