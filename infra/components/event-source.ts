import * as aws from "@pulumi/aws";

import { currentStage } from "../config";
import { allow, type Grant } from "../lib/iam";
import { arns } from "../lib/names";
import type { LambdaFunction } from "./lambda-function";
import type { DeadLetterQueue, Queue } from "./queue";
import type { Table } from "./table";

/** How a function takes messages from a queue. */
export interface QueueSubscriptionArgs {
  /** The function's role needs `queue.grants.consume()`. */
  queue: Queue;
  /** Messages in one call, at most. Default: 10. */
  batchSize?: number;
  /** Seconds to wait for a batch to fill. Default: 0. */
  batchingWindow?: number;
  /** Calls at once, at least 2: protects what the function itself calls. Default: as many as there are messages. */
  maxConcurrency?: number;
}

/**
 * Has the live function called with the messages of a queue. What it does not name among its failures is deleted;
 * the others come again.
 * @param name of the resource, e.g. `deliver-notifications`.
 */
export function subscribeToQueue(
  name: string,
  fn: LambdaFunction,
  { queue, batchSize = 10, batchingWindow = 0, maxConcurrency }: QueueSubscriptionArgs,
): aws.lambda.EventSourceMapping {
  return new aws.lambda.EventSourceMapping(
    name,
    {
      eventSourceArn: queue.queue.arn,
      functionName: fn.alias.arn,
      batchSize,
      maximumBatchingWindowInSeconds: batchingWindow,
      functionResponseTypes: ["ReportBatchItemFailures"],
      ...(maxConcurrency === undefined ? {} : { scalingConfig: { maximumConcurrency: maxConcurrency } }),
    },
    { parent: fn },
  );
}

/** How a function takes changes from a table's stream. */
export interface StreamSubscriptionArgs {
  /** The table, with its stream on. The function's role needs {@link readStream} and `deadLetters.send()`. */
  table: Table;
  /** Where is noted what could not be done after all attempts: which records of the stream, not what is in them. */
  deadLetters: DeadLetterQueue;
  /** Which changes are taken, as patterns of EventBridge; one that matches is enough. Default: all changes. */
  filters?: readonly object[];
  /** Changes in one call, at most. Default: 100. */
  batchSize?: number;
  /** Seconds to wait for a batch to fill. Default: 0. */
  batchingWindow?: number;
  /** How often a change is tried again. Default: 10; one that fails holds up those of its partition. */
  retries?: number;
}

/**
 * Has the live function called with the changes of a table, in order for each item. From the first that it names
 * among its failures on, they come again, in halves, so that the faulty one is found.
 * @param name of the resource, e.g. `announce-approvals`.
 */
export function subscribeToStream(
  name: string,
  fn: LambdaFunction,
  {
    table,
    deadLetters,
    filters = [],
    batchSize = 100,
    batchingWindow = 0,
    retries = 10,
  }: StreamSubscriptionArgs,
): aws.lambda.EventSourceMapping {
  return new aws.lambda.EventSourceMapping(
    name,
    {
      eventSourceArn: table.table.streamArn,
      functionName: fn.alias.arn,
      // What was written before the function was there is taken too: 24 hours are kept.
      startingPosition: "TRIM_HORIZON",
      batchSize,
      maximumBatchingWindowInSeconds: batchingWindow,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: retries,
      functionResponseTypes: ["ReportBatchItemFailures"],
      destinationConfig: { onFailure: { destinationArn: deadLetters.queue.arn } },
      ...(filters.length === 0
        ? {}
        : { filterCriteria: { filters: filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })) } }),
    },
    { parent: fn },
  );
}

/** What Lambda needs of a function's role to hand it the changes of a table. */
export function readStream({ tableName }: Pick<Table, "tableName">): Grant {
  const actions = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];
  return { statements: [allow(actions, arns(currentStage()).tableStreams(tableName))], environment: {} };
}
