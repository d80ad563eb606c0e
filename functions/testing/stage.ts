import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { SQSRecord } from "aws-lambda";

import { statsStore, type StatsStore } from "../integrations/stats-store";
import { toAttributes, toItem, type Item } from "../shared/dynamo";
import type { ApiHandler } from "../shared/http";
import { newId } from "../shared/ids";
import { encryptPhone, hashPhone } from "../shared/phone-keys";
import { parsePhoneKeys } from "../shared/secrets";
import type { SqsHandler } from "../shared/sqs-consumer";
import { STATS_KEY, statsKeys } from "../shared/stats";
import { phoneKey, type UserRecord } from "../shared/user";
import { loadHandler, type Credentials, type Probe } from "./container";
import { TestEmulator } from "./emulator";
import { grants, type Entry, type Grant } from "./grants";
import { hashKeyOf, makeTables, tablesOf, type TableName, type Tables } from "./tables";

const secret = (fill: number): string => Buffer.alloc(32, fill).toString("base64url");

/** A user with the number that they sign in with. */
export type TestUser = UserRecord & { phoneNumber: string };

/** A stage on its own emulator: tables, bucket, queues, parameters and the functions' environment. */
export class TestStage {
  readonly parameters = {
    jwt: JSON.stringify({ current: { kid: "k1", secret: secret(1) } }),
    phone: JSON.stringify({ secret: secret(2) }),
    "admin-phones": '["+85261112222"]',
    "sms-sender-id": "SJC1990",
  };
  readonly tables: Tables;
  readonly bucket: string;
  /** URLs of the queues. */
  readonly queues = { codes: "", erasure: "", notifications: "" };
  private readonly emulator = new TestEmulator();
  private codeSender: Promise<SqsHandler> | undefined;
  private serial = 0;

  /**
   * Call it at the top of a test file.
   * @param name prefix of all resource names.
   * @param environment variables that differ from those of a complete stage; an empty value counts as not set.
   */
  constructor(
    private readonly name: string,
    environment: Readonly<Record<string, string>> = {},
  ) {
    this.tables = tablesOf(name);
    this.bucket = `${name}-photos`;
    beforeAll(async () => {
      await makeTables(this.dynamoDb, name);
      await this.s3.send(new CreateBucketCommand({ Bucket: this.bucket }));
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await this.s3.send(new PutBucketVersioningCommand({ Bucket: this.bucket, VersioningConfiguration }));
      for (const queue of ["codes", "erasure", "notifications"] as const) {
        const { QueueUrl } = await this.sqs.send(new CreateQueueCommand({ QueueName: `${name}-${queue}` }));
        this.queues[queue] = QueueUrl ?? "";
      }
      const ssm = new SSMClient(this.config);
      for (const [parameter, Value] of Object.entries(this.parameters)) {
        await ssm.send(
          new PutParameterCommand({ Name: `/${name}/${parameter}`, Value, Type: "SecureString" }),
        );
      }
      Object.assign(process.env, this.environment(), environment);
    });
  }

  /** Client options with full access to the emulator. */
  get config() {
    return this.emulator.clientConfig;
  }

  get dynamoDb(): DynamoDBClient {
    return new DynamoDBClient(this.config);
  }

  get s3(): S3Client {
    return new S3Client({ ...this.config, forcePathStyle: true });
  }

  get sqs(): SQSClient {
    return new SQSClient(this.config);
  }

  async put(table: TableName, item: object): Promise<void> {
    await this.dynamoDb.send(new PutItemCommand({ TableName: this.tables[table], Item: toAttributes(item) }));
  }

  /** @param key value of the partition key. */
  async get(table: TableName, key: string): Promise<Item | undefined> {
    const Key = toAttributes({ [hashKeyOf(table)]: key });
    return toItem(
      (await this.dynamoDb.send(new GetItemCommand({ TableName: this.tables[table], Key }))).Item,
    );
  }

  /** The counters of the platform. */
  counters(): ReturnType<StatsStore["counters"]> {
    return statsStore(this.dynamoDb, this.tables).counters();
  }

  /** Replaces the counters of the platform, as the releases before the shards wrote them. */
  async setCounters(counters: Readonly<Record<string, number>>): Promise<void> {
    const shards = statsKeys.filter((userId) => userId !== STATS_KEY);
    for (const keys of [shards.slice(0, 25), shards.slice(25)]) {
      const requests = keys.map((userId) => ({ DeleteRequest: { Key: toAttributes({ userId }) } }));
      await this.dynamoDb.send(
        new BatchWriteItemCommand({ RequestItems: { [this.tables.users]: requests } }),
      );
    }
    await this.put("users", { userId: STATS_KEY, ...counters });
  }

  /** Writes a user, approved unless `over` says otherwise, and the item that reserves the number. */
  async addUser(over: Partial<TestUser> = {}): Promise<TestUser> {
    const { phoneNumber = `+852${String(97000000 + ++this.serial)}`, userId = newId("usr"), ...rest } = over;
    const keys = parsePhoneKeys(this.parameters.phone);
    const user: UserRecord = {
      ...{ userId, fullName: "Chan Tai Man", status: "approved", role: "user", version: 1 },
      ...{ phoneHash: hashPhone(keys, phoneNumber), phone: encryptPhone(keys, userId, phoneNumber) },
      createdAt: "2027-01-15T08:00:00.000Z",
      ...rest,
    };
    await this.put("users", user);
    await this.put("users", { userId: phoneKey(user.phoneHash), owner: userId });
    return { ...user, phoneNumber };
  }

  /** Changes a user's status as an administrator of the database would. */
  async setStatus(userId: string, status: string): Promise<void> {
    const user = (await this.get("users", userId)) ?? {};
    await this.put("users", { ...user, status, version: Number(user["version"]) + 1 });
  }

  /** Sends the codes that are queued, as the event source of the queue does. @throws Error if one is not sent. */
  async sendCodes(): Promise<void> {
    const QueueUrl = this.queues.codes;
    this.codeSender ??= this.container<SqsHandler>("auth/send-code");
    const handler = await this.codeSender;
    for (;;) {
      const { Messages = [] } = await this.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return;
      for (const { MessageId = "", Body = "", ReceiptHandle } of Messages) {
        const Records = [{ messageId: MessageId, body: Body }] as SQSRecord[];
        const { batchItemFailures } = await handler({ Records }, undefined);
        if (batchItemFailures.length > 0) throw new Error("a code was not sent");
        await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  }

  /** The code of the last SMS to a number, after {@link sendCodes}. @throws Error when there is none. */
  async codeFor(phone: string): Promise<string> {
    await this.sendCodes();
    const outbox = `${this.config.endpoint}/_ministack/sns/sms-messages`;
    const text = await (await fetch(`${outbox}?phoneNumber=${encodeURIComponent(phone)}`)).text();
    const code = text.match(/\b\d{6}(?= is your)/g)?.at(-1);
    if (code === undefined) throw new Error("no SMS was sent");
    return code;
  }

  /**
   * The handler of an entry, loaded afresh, as a new Lambda container would, with its own clients and credentials.
   * @param granted what the credentials allow. Default: all grants of the function.
   */
  async container<Handler = ApiHandler>(
    entry: Entry,
    granted: readonly Grant[] = grants[entry],
    probe: Probe = {},
  ): Promise<Handler> {
    const user = `${entry.replace("/", "-")}-${String(++this.serial)}`;
    return loadHandler(entry, await this.identity(user, granted), probe) as Handler;
  }

  /** An access key with these grants and nothing else. */
  async identity(UserName: string, granted: readonly Grant[]): Promise<Credentials> {
    const iam = new IAMClient(this.config);
    await iam.send(new CreateUserCommand({ UserName }));
    if (granted.length > 0) {
      const Statement = granted.map(([Action, resource]) => ({
        ...{ Effect: "Allow", Action, Resource: this.arn(resource) },
      }));
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "grants", PolicyDocument }));
    }
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  }

  private arn(resource: string): string {
    const [kind, rest = ""] = resource.split(/\/(.*)/s);
    const place = "us-east-1:000000000000";
    if (kind === "table") return `arn:aws:dynamodb:${place}:table/${this.name}-${rest}`;
    if (kind === "parameter") return `arn:aws:ssm:${place}:parameter/${this.name}/${rest}`;
    if (kind === "queue") return `arn:aws:sqs:${place}:${this.name}-${rest}`;
    if (kind === "photos") return `arn:aws:s3:::${this.bucket}${rest === "" ? "" : `/${rest}`}`;
    return resource;
  }

  private environment(): Record<string, string> {
    const { tables, queues, name } = this;
    return {
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL: this.config.endpoint,
      STAGE: "test",
      VERSION: "1.2.3",
      CORS_ORIGINS: "https://app.example.org",
      APPROVALS_REQUIRED: "2",
      EMAIL_FROM: "platform@example.org",
      USERS_TABLE: tables.users,
      SESSIONS_TABLE: tables.sessions,
      VERIFICATION_CODES_TABLE: tables.codes,
      PENDING_APPROVALS_TABLE: tables.approvals,
      USER_PREFERENCES_TABLE: tables.preferences,
      CLASSROOMS_TABLE: tables.classrooms,
      USER_CLASSROOMS_TABLE: tables.memberships,
      NOTIFICATIONS_TABLE: tables.notifications,
      OPERATIONS_TABLE: tables.operations,
      PHOTOS_BUCKET: this.bucket,
      PHOTOS_DOMAIN: "photos.example.org",
      CODES_QUEUE_URL: queues.codes,
      CALLING_CODES: "852,44",
      SIGN_INS_PER_SOURCE: "20",
      CODES_PER_HOUR: "1000",
      ERASURE_QUEUE_URL: queues.erasure,
      NOTIFICATIONS_QUEUE_URL: queues.notifications,
      JWT_PARAMETER: `/${name}/jwt`,
      PHONE_PARAMETER: `/${name}/phone`,
      ADMIN_PHONES_PARAMETER: `/${name}/admin-phones`,
      SMS_SENDER_ID_PARAMETER: `/${name}/sms-sender-id`,
    };
  }
}
