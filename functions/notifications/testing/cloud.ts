import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type AttributeDefinition,
} from "@aws-sdk/client-dynamodb";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

import { toAttributes, toItem, type Item } from "../../shared/dynamo";
import { TestEmulator } from "../../testing/emulator";

const byStatus = (range: string) => ({ index: "status", hash: "status", range });

const tables = {
  users: { key: "userId", by: byStatus("createdAt") },
  approvals: { key: "userId", by: byStatus("requestedAt") },
  preferences: { key: "userId" },
  notifications: { key: "id" },
} as const satisfies Record<string, { key: string; by?: ReturnType<typeof byStatus> }>;

type Name = keyof typeof tables;

/** What approvals and notifications live on, on an emulator of the file's own: tables and the queue. */
export class TestCloud {
  private readonly emulator = new TestEmulator();
  private queue: string | undefined;
  readonly tables: Record<Name, string>;

  /** Call it at the top of a test file. @param prefix begins the names of all tables. */
  constructor(prefix: string) {
    const named = Object.keys(tables).map((name) => [name, `${prefix}-${name}`]);
    this.tables = Object.fromEntries(named) as Record<Name, string>;
    beforeAll(async () => {
      for (const name of Object.keys(tables) as Name[]) await this.makeTable(name);
      const { QueueUrl } = await this.sqs.send(
        new CreateQueueCommand({ QueueName: `${prefix}-notifications` }),
      );
      this.queue = QueueUrl;
    });
  }

  get dynamo(): DynamoDBClient {
    return new DynamoDBClient(this.emulator.clientConfig);
  }

  get sqs(): SQSClient {
    return new SQSClient(this.emulator.clientConfig);
  }

  get clientConfig() {
    return this.emulator.clientConfig;
  }

  get queueUrl(): string {
    if (this.queue === undefined) throw new Error("the queue is not there yet");
    return this.queue;
  }

  async put(name: Name, item: object): Promise<void> {
    await this.dynamo.send(new PutItemCommand({ TableName: this.tables[name], Item: toAttributes(item) }));
  }

  async get(name: Name, key: string): Promise<Item | undefined> {
    const Key = toAttributes({ [tables[name].key]: key });
    return toItem((await this.dynamo.send(new GetItemCommand({ TableName: this.tables[name], Key }))).Item);
  }

  /** Messages that are visible on the queue, at most 10. */
  async receive(): Promise<{ body: unknown; receiptHandle: string }[]> {
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: this.queueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body, ReceiptHandle }) => ({
      body: JSON.parse(Body ?? "null") as unknown,
      receiptHandle: ReceiptHandle ?? "",
    }));
  }

  private async makeTable(name: Name): Promise<void> {
    const { key, by } = { by: undefined, ...tables[name] };
    await this.dynamo.send(
      new CreateTableCommand({
        TableName: this.tables[name],
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
        AttributeDefinitions: [key, ...(by === undefined ? [] : [by.hash, by.range])].map(text),
        ...(by === undefined
          ? {}
          : {
              GlobalSecondaryIndexes: [
                {
                  IndexName: by.index,
                  KeySchema: [
                    { AttributeName: by.hash, KeyType: "HASH" as const },
                    { AttributeName: by.range, KeyType: "RANGE" as const },
                  ],
                  Projection: { ProjectionType: "ALL" as const },
                },
              ],
            }),
      }),
    );
  }
}

function text(name: string): AttributeDefinition {
  return { AttributeName: name, AttributeType: "S" };
}
