import { setTimeout as sleep } from "node:timers/promises";

import {
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type DynamoDBClient,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";

/**
 * A client for transactions on items that concurrent transactions conflict on, as DynamoDB's do and the emulator's do
 * not: a transaction holds each of its items, also those that it only checks, and another one on such an item is
 * cancelled. All conditions hold. Other commands get `answer`.
 * @param hold time of a transaction, ms.
 * @returns the client, and the transactions that were written.
 */
export function conflictingClient(
  hold: number,
  answer: object = {},
): { client: DynamoDBClient; written: TransactWriteItem[][] } {
  const held = new Set<string>();
  const written: TransactWriteItem[][] = [];
  const send = async (command: object): Promise<object> => {
    if (!(command instanceof TransactWriteItemsCommand)) return answer;
    const parts = command.input.TransactItems ?? [];
    const items = parts.map(itemOf);
    const CancellationReasons = items.map((item) => ({
      Code: held.has(item) ? "TransactionConflict" : "None",
    }));
    if (items.some((item) => held.has(item)))
      throw new TransactionCanceledException({ $metadata: {}, message: "cancelled", CancellationReasons });
    for (const item of items) held.add(item);
    await sleep(hold);
    for (const item of items) held.delete(item);
    written.push(parts);
    return {};
  };
  return { client: { send } as unknown as DynamoDBClient, written };
}

/** Table and key of the item of a part. A put has the keys among its attributes: the tables here have one. */
function itemOf({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): string {
  const keyed = Update ?? Delete ?? ConditionCheck;
  const key = Object.values(keyed?.Key ?? Put?.Item ?? {})[0];
  return `${keyed?.TableName ?? Put?.TableName ?? ""} ${key?.S ?? ""}`;
}
