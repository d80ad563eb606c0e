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

  /** Bodies of messages that are visible on the queue, at most 10. */
  async receive(): Promise<unknown[]> {
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: this.queueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body }) => JSON.parse(Body ?? "null") as unknown);
  }

  /** All that is on the queue, visible or not, oldest first; none of it is received. Times in epoch s. */
  async queued(): Promise<{ body: string; visibleAt: number }[]> {
    const query = new URLSearchParams({ QueueUrl: this.queueUrl });
    const answer = await fetch(`${this.clientConfig.endpoint}/_ministack/sqs/messages?${query.toString()}`);
    const { messages } = (await answer.json()) as {
      messages: Record<string, Record<string, Record<string, { Body: string; VisibleAt: number }[]>>>;
    };
    return (messages["000000000000"]?.["us-east-1"]?.[this.queueUrl] ?? []).map(({ Body, VisibleAt }) => ({
      body: Body,
      visibleAt: VisibleAt,
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
