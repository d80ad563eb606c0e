import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

import type * as aws from "../../shared/aws";
import { toAttributes, toItem, type Item } from "../../shared/dynamo";
import type { GatewayEvent } from "../../shared/http";
import { newId } from "../../shared/ids";
import { encryptPhone, hashPhone } from "../../shared/phone-keys";
import type * as s3Module from "../../shared/s3";
import { parsePhoneKeys } from "../../shared/secrets";
import { phoneKey, type UserRecord } from "../../shared/user";
import { TestEmulator } from "../../testing/emulator";
import type { Grant } from "../../testing/stage";

/** Keys of the tables that the users' functions reach; the index, where there is one, is named as here. */
const TABLES: Record<string, { keys: string[]; index?: { name: string; key: string } }> = {
  users: { keys: ["userId"] },
  "user-preferences": { keys: ["userId"] },
  "pending-approvals": { keys: ["userId"] },
  "verification-codes": { keys: ["phoneHash"] },
  "user-classrooms": { keys: ["userId", "classroomId"] },
  sessions: { keys: ["sessionId"], index: { name: "user", key: "userId" } },
};

/** A call of AWS that a container makes. */
export interface Call {
  service: "DynamoDB" | "S3" | "SQS" | "SSM";
  /** e.g. `GetItem`. */
  name: string;
}

/** Stands before and after each call; what it throws becomes the call's outcome. */
export interface Probe {
  before?: (call: Call) => void;
  after?: (call: Call) => void;
}

/** A stage of the users' functions on an emulator of its own: tables, bucket, queue, secret, environment. */
export class UsersStage {
  readonly phoneSecret = JSON.stringify({ secret: Buffer.alloc(32, 2).toString("base64url") });
  readonly bucket: string;
  queueUrl = "";
  private readonly emulator = new TestEmulator();
  private serial = 0;

  /** Call it at the top of a test file. @param name begins the names of all that is made. */
  constructor(private readonly name: string) {
    this.bucket = `${name}-photos`;
    beforeAll(async () => {
      for (const table of Object.keys(TABLES)) await this.makeTable(table);
      await this.s3().send(new CreateBucketCommand({ Bucket: this.bucket }));
      const sqs = new SQSClient(this.config);
      this.queueUrl =
        (await sqs.send(new CreateQueueCommand({ QueueName: `${name}-erasure` }))).QueueUrl ?? "";
      await new SSMClient(this.config).send(
        new PutParameterCommand({ Name: `/${name}/phone`, Value: this.phoneSecret, Type: "SecureString" }),
      );
      const tables = Object.keys(TABLES).map((table) => [
        `${table.replaceAll("-", "_").toUpperCase()}_TABLE`,
        this.table(table),
      ]);
      Object.assign(process.env, {
        ...Object.fromEntries(tables),
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL: this.config.endpoint,
        CORS_ORIGINS: "https://app.example.org",
        PHONE_PARAMETER: `/${name}/phone`,
        PHOTOS_BUCKET: this.bucket,
        PHOTOS_DOMAIN: "photos.example.org",
        ERASURE_QUEUE_URL: this.queueUrl,
      });
    });
  }

  /** What a client needs to be root on the emulator. */
  get config() {
    return this.emulator.clientConfig;
  }

  get dynamoDb(): DynamoDBClient {
    return new DynamoDBClient(this.config);
  }

  s3(): S3Client {
    return new S3Client({ ...this.config, forcePathStyle: true });
  }

  table(table: string): string {
    return `${this.name}-${table}`;
  }

  /** A user that waits for approval or has it, with the number that they sign in with. */
  async addUser(over: Partial<UserRecord> = {}): Promise<UserRecord & { phoneNumber: string }> {
    const phoneNumber = `+852${String(90000000 + ++this.serial)}`;
    const keys = parsePhoneKeys(this.phoneSecret);
    const userId = newId("usr");
    const user: UserRecord = {
      ...{ userId, fullName: "Chan Tai Man", status: "approved", role: "user", version: 1 },
      ...{ phoneHash: hashPhone(keys, phoneNumber), phone: encryptPhone(keys, userId, phoneNumber) },
      createdAt: "2027-01-15T08:00:00.000Z",
      ...over,
    };
    await this.put("users", user);
    await this.put("users", { userId: phoneKey(user.phoneHash), owner: userId });
    return { ...user, phoneNumber };
  }

  async put(table: string, item: object): Promise<void> {
    await this.dynamoDb.send(new PutItemCommand({ TableName: this.table(table), Item: toAttributes(item) }));
  }

  async get(table: string, key: object): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: this.table(table), Key: toAttributes(key) });
    return toItem((await this.dynamoDb.send(command)).Item);
  }

  async putPhoto(key: string, type = "image/jpeg"): Promise<void> {
    await this.s3().send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: "photo", ContentType: type }),
    );
  }

  async photos(): Promise<string[]> {
    const { Contents } = await this.s3().send(new ListObjectsV2Command({ Bucket: this.bucket }));
    return (Contents ?? []).flatMap(({ Key }) => Key ?? []);
  }

  /** All that is stored anywhere in which a text occurs: table or bucket, and the item or key. */
  async traces(text: string): Promise<string[]> {
    const found: string[] = (await this.photos()).map((key) => `photos ${key}`);
    for (const table of Object.keys(TABLES)) {
      const { Items } = await this.dynamoDb.send(new ScanCommand({ TableName: this.table(table) }));
      found.push(...(Items ?? []).map((item) => `${table} ${JSON.stringify(toItem(item))}`));
    }
    return found.filter((trace) => trace.includes(text));
  }

  /**
   * A handler of `functions/users/` in a container of its own: its modules, its clients, and credentials that may do
   * what is granted and nothing else.
   */
  async container<Handler>(entry: string, grants: readonly Grant[], probe: Probe = {}): Promise<Handler> {
    const credentials = await this.identity(`${entry}-${String(++this.serial)}`, grants);
    // Where Lambda puts them; a form is signed with these.
    process.env["AWS_ACCESS_KEY_ID"] = credentials.accessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = credentials.secretAccessKey;
    let handler: Handler | undefined;
    jest.isolateModules(() => {
      const { dynamoDb, sqs, ssm } = jest.requireActual<typeof aws>("../../shared/aws");
      const { s3 } = jest.requireActual<typeof s3Module>("../../shared/s3");
      for (const [service, client] of Object.entries({ DynamoDB: dynamoDb, S3: s3, SQS: sqs, SSM: ssm })) {
        client.config.credentials = () => Promise.resolve(credentials);
        const stack = client.middlewareStack as typeof dynamoDb.middlewareStack;
        stack.add(
          (next, context) => async (args) => {
            const call = { service, name: String(context.commandName).replace("Command", "") } as Call;
            probe.before?.(call);
            const result = await next(args);
            probe.after?.(call);
            return result;
          },
          { step: "initialize" },
        );
      }
      ({ handler } = jest.requireActual<{ handler: Handler }>(`../${entry}`));
    });
    if (handler === undefined) throw new Error(`${entry} exports no handler`);
    return handler;
  }

  /** An access key that may do what is granted and nothing else. */
  async identity(UserName: string, grants: readonly Grant[]) {
    const iam = new IAMClient(this.config);
    const Statement = grants.map(([Action, thing]) => ({
      ...{ Effect: "Allow", Action, Resource: this.arn(thing) },
    }));
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new CreateUserCommand({ UserName }));
    // A policy without statements is none.
    if (grants.length > 0)
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "grants", PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  }

  private arn(thing: string): string {
    const [kind, rest = ""] = thing.split(/\/(.*)/s);
    if (kind === "table") return `arn:aws:dynamodb:us-east-1:000000000000:table/${this.name}-${rest}`;
    if (kind === "parameter") return `arn:aws:ssm:us-east-1:000000000000:parameter/${this.name}/${rest}`;
    if (kind === "queue") return `arn:aws:sqs:us-east-1:000000000000:${this.name}-${rest}`;
    return `arn:aws:s3:::${this.bucket}${rest === "" ? "" : `/${rest}`}`;
  }

  private async makeTable(table: string): Promise<void> {
    const { keys, index } = TABLES[table] ?? { keys: [] };
    const names = [...keys, ...(index === undefined ? [] : [index.key])];
    await this.dynamoDb.send(
      new CreateTableCommand({
        TableName: this.table(table),
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: keys.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? "HASH" : "RANGE" })),
        AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        ...(index === undefined
          ? {}
          : {
              GlobalSecondaryIndexes: [
                {
                  IndexName: index.name,
                  KeySchema: [{ AttributeName: index.key, KeyType: "HASH" as const }],
                  Projection: {
                    ProjectionType: "INCLUDE" as const,
                    NonKeyAttributes: ["createdAt", "expiresAt"],
                  },
                },
              ],
            }),
      }),
    );
  }
}

/** A request of the gateway, as the authorizer lets it through. */
export function request(
  caller: { userId: string; role?: string; status?: string },
  userId: string,
  over: { body?: object; query?: Record<string, string> } = {},
): GatewayEvent {
  const { role = "user", status = "approved" } = caller;
  return {
    pathParameters: { userId },
    ...(over.body === undefined ? {} : { body: JSON.stringify(over.body) }),
    ...(over.query === undefined ? {} : { queryStringParameters: over.query }),
    requestContext: {
      requestId: "req-1",
      authorizer: { userId: caller.userId, role, status, sessionId: "ses_1" },
    },
  };
}
