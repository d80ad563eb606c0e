import { setTimeout as sleep } from "node:timers/promises";

import {
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  type AttributeValue,
  type DynamoDBClient,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";

import { defined } from "./defined";

/** An item in DynamoDB JSON, and as plain values. */
export type Attributes = Record<string, AttributeValue>;
export type Item = Record<string, unknown>;

/** Attempts at a write that conflicts with a transaction on the same item. */
const CONFLICT_ATTEMPTS = 8;

/** Maximum pause before the second attempt, ms; doubles with each further attempt. */
const CONFLICT_PAUSE = 25;

/** Result of one part of a cancelled transaction. */
export interface Refusal {
  /** Whether the condition of this part failed. */
  refused: boolean;
  /** The current item, if it exists and the part asked for it. */
  item?: Item;
}

/** Converts plain values to DynamoDB JSON. Undefined fields are left out. */
export function toAttributes(item: object): Attributes {
  return marshall(item, { removeUndefinedValues: true });
}

/** Reverses {@link toAttributes}. */
export function toItem(attributes: Attributes | undefined): Item | undefined {
  return attributes === undefined ? undefined : unmarshall(attributes);
}

/**
 * Runs a transaction.
 * @returns undefined when it was written; otherwise, if conditions failed, the result of each part.
 * @throws any other error of DynamoDB, including a conflict that outlasts all attempts.
 */
export async function transact(
  client: DynamoDBClient,
  parts: TransactWriteItem[],
): Promise<Refusal[] | undefined> {
  try {
    await retryConflicts(() => client.send(new TransactWriteItemsCommand({ TransactItems: parts })));
    return undefined;
  } catch (error) {
    const reasons = cancellation(error);
    if (!reasons.some(({ Code }) => Code === "ConditionalCheckFailed")) throw error;
    return reasons.map(({ Code, Item }) => {
      return defined({ refused: Code === "ConditionalCheckFailed", item: toItem(Item) });
    });
  }
}

/**
 * Retries a write that failed because of a concurrent transaction on the same item; nothing was written then. The SDK
 * does not retry this error.
 */
export async function retryConflicts<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt === CONFLICT_ATTEMPTS || !isConflict(error)) throw error;
      await sleep(Math.random() * CONFLICT_PAUSE * 2 ** (attempt - 1));
    }
  }
}

/** Whether a write failed only because of a concurrent transaction on the same item. */
export function isConflict(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  const codes = cancellation(error).map(({ Code }) => Code);
  return codes.includes("TransactionConflict") && !codes.includes("ConditionalCheckFailed");
}

function cancellation(error: unknown) {
  return error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
}
