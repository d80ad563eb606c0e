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

/** An item as DynamoDB has it, and as the code has it. */
export type Attributes = Record<string, AttributeValue>;
export type Item = Record<string, unknown>;

/** Attempts at a write that meets another one on the same item. */
const CONFLICT_ATTEMPTS = 4;

/** Longest pause before the second attempt, ms; it doubles. */
const CONFLICT_PAUSE = 25;

/** What became of one part of a cancelled transaction. */
export interface Refusal {
  /** Whether this part's condition did not hold. */
  refused: boolean;
  /** The item as it stood then, where the part asked for it and there is one. */
  item?: Item;
}

/** Plain values as DynamoDB takes them; fields that are undefined are left out. */
export function toAttributes(item: object): Attributes {
  return marshall(item, { removeUndefinedValues: true });
}

/** The reverse of {@link toAttributes}. */
export function toItem(attributes: Attributes | undefined): Item | undefined {
  return attributes === undefined ? undefined : unmarshall(attributes);
}

/**
 * Writes all or nothing.
 * @returns nothing when it is written; when conditions did not hold, what became of each part.
 * @throws what DynamoDB answers otherwise, a conflict that outlasts all attempts included.
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
 * Repeats a write that failed only because a transaction on the same item was under way; nothing was written then.
 * The SDK does not do this by itself.
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

function isConflict(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  const codes = cancellation(error).map(({ Code }) => Code);
  return codes.includes("TransactionConflict") && !codes.includes("ConditionalCheckFailed");
}

function cancellation(error: unknown) {
  return error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
}
