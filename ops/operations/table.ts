import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";

import { toAttributes, toItem, type Item } from "../../functions/shared/dynamo";
import { physicalName } from "../../infra/lib/names";
import type { Stage } from "../stages/stage";

/** Partitions of the table: what an item is about. */
export type Kind = "release" | "migration" | "checkpoint" | "lock" | "smoke";

/** The table `operations` of a stage: the ledger of releases and migrations, and locks. Keys: `kind` and `id`. */
export class OperationsTable {
  constructor(
    readonly client: DynamoDBClient,
    readonly name: string,
  ) {}

  static of({ aws, place }: Pick<Stage, "aws" | "place">): OperationsTable {
    return new OperationsTable(new DynamoDBClient(aws), physicalName("operations", place));
  }

  /** Reads an item, strongly consistent. */
  async get(kind: Kind, id: string): Promise<Item | undefined> {
    const Key = toAttributes({ kind, id });
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.name, Key, ConsistentRead: true }),
    );
    return toItem(Item);
  }

  /** Reads the items of a kind in the order of their ids, strongly consistent. @param newestFirst default: false. */
  async *list(kind: Kind, { newestFirst = false }: { newestFirst?: boolean } = {}): AsyncGenerator<Item> {
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.name,
        KeyConditionExpression: "kind = :kind",
        ExpressionAttributeValues: toAttributes({ ":kind": kind }),
        ScanIndexForward: !newestFirst,
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) for (const attributes of Items) yield toItem(attributes) ?? {};
  }

  /** Part of a transaction that writes an item. @param item without its keys. */
  put(kind: Kind, id: string, item: Item & { kind?: never; id?: never }): TransactWriteItem {
    return { Put: { TableName: this.name, Item: toAttributes({ ...item, kind, id }) } };
  }

  async delete(kind: Kind, id: string): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.name, Key: toAttributes({ kind, id }) }));
  }
}
