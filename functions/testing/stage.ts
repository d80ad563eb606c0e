import * as logger from "@aws-lambda-powertools/logger";
import * as dynamoSdk from "@aws-sdk/client-dynamodb";
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import * as snsSdk from "@aws-sdk/client-sns";
import * as ssmSdk from "@aws-sdk/client-ssm";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import * as dynamoUtil from "@aws-sdk/util-dynamodb";
import * as jose from "jose";

import type * as aws from "../shared/aws";
import { toAttributes } from "../shared/dynamo";
import type { ApiHandler } from "../shared/http";
import { newId } from "../shared/ids";
import { hashPhone } from "../shared/phone-keys";
import { parsePhoneKeys } from "../shared/secrets";
import { phoneKey, type UserRecord } from "../shared/user";
import { TestEmulator } from "./emulator";

/** What a function may do: an action on a thing of the stage, e.g. `["dynamodb:PutItem", "table/users"]`. */
export type Grant = readonly [action: string, thing: string];

/** What containers share, since nothing of it differs from one to the next and loading it takes a second. */
const libraries: Record<string, object> = {
  "@aws-lambda-powertools/logger": logger,
  "@aws-sdk/client-dynamodb": dynamoSdk,
  "@aws-sdk/client-sns": snsSdk,
  "@aws-sdk/client-ssm": ssmSdk,
  "@aws-sdk/util-dynamodb": dynamoUtil,
  jose,
};

const secret = (fill: number): string => Buffer.alloc(32, fill).toString("base64url");

/** A stage on an emulator of its own: tables, parameters, environment. */
export class TestStage {
  readonly parameters = {
    jwt: JSON.stringify({ current: { kid: "k1", secret: secret(1) } }),
    phone: JSON.stringify({ secret: secret(2) }),
    "admin-phones": '["+85261112222"]',
    "sms-sender-id": "SJC1990",
  };
  private readonly emulator = new TestEmulator();
  private serial = 0;

  /** Call it at the top of a test file. @param name begins the names of all tables and parameters. */
  constructor(private readonly name: string) {
    beforeAll(async () => {
      const tables = await this.emulator.makeTables(name);
      const ssm = new SSMClient(this.emulator.clientConfig);
      for (const [parameter, Value] of Object.entries(this.parameters)) {
        await ssm.send(
          new PutParameterCommand({ Name: `/${name}/${parameter}`, Value, Type: "SecureString" }),
        );
      }
      Object.assign(process.env, {
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL: this.emulator.clientConfig.endpoint,
        STAGE: "test",
        VERSION: "1.2.3",
        CORS_ORIGINS: "https://app.example.org",
        USERS_TABLE: tables.users,
        SESSIONS_TABLE: tables.sessions,
        VERIFICATION_CODES_TABLE: tables.codes,
        PENDING_APPROVALS_TABLE: tables.approvals,
        JWT_PARAMETER: `/${name}/jwt`,
        PHONE_PARAMETER: `/${name}/phone`,
        ADMIN_PHONES_PARAMETER: `/${name}/admin-phones`,
        SMS_SENDER_ID_PARAMETER: `/${name}/sms-sender-id`,
      });
    });
  }

  /**
   * A handler of `functions/auth/` in a container of its own: its modules, its clients, and credentials that may do
   * what is granted and nothing else.
   * @param onCall is told each call of DynamoDB, e.g. `Query`.
   */
  async container(
    entry: string,
    grants: readonly Grant[],
    onCall: (call: string) => void = () => {},
  ): Promise<ApiHandler> {
    const credentials = await this.identity(`${entry}-${String(++this.serial)}`, grants);
    let handler: ApiHandler | undefined;
    jest.isolateModules(() => {
      for (const [name, library] of Object.entries(libraries)) jest.doMock(name, () => library);
      const { dynamoDb, sns, ssm } = jest.requireActual<typeof aws>("../shared/aws");
      for (const client of [dynamoDb, sns, ssm])
        client.config.credentials = () => Promise.resolve(credentials);
      dynamoDb.middlewareStack.add(
        (next, { commandName }) =>
          (args) => {
            onCall(String(commandName).replace("Command", ""));
            return next(args);
          },
        { step: "initialize" },
      );
      ({ handler } = jest.requireActual<{ handler: ApiHandler }>(`../auth/${entry}`));
    });
    if (handler === undefined) throw new Error(`${entry} exports no handler`);
    return handler;
  }

  /** The code of the last SMS to a number. */
  async codeFor(phone: string): Promise<string> {
    const outbox = `${this.emulator.clientConfig.endpoint}/_ministack/sns/sms-messages`;
    const text = await (await fetch(`${outbox}?phoneNumber=${encodeURIComponent(phone)}`)).text();
    const code = text.match(/\b\d{6}(?= is your)/g)?.at(-1);
    if (code === undefined) throw new Error("no SMS was sent");
    return code;
  }

  /** Gives a number its user, behind the handlers' back. @returns the user's id. */
  async addUser(phone: string): Promise<string> {
    const phoneHash = hashPhone(parsePhoneKeys(this.parameters.phone), phone);
    const userId = newId("usr");
    const user: UserRecord = {
      ...{ userId, phoneHash, phone: "v1.unused", fullName: "Added", status: "pending", role: "user" },
      ...{ createdAt: "2027-01-15T08:00:00.000Z", version: 1 },
    };
    for (const item of [user, { userId: phoneKey(phoneHash), owner: userId }]) {
      await this.root().send(
        new PutItemCommand({ TableName: `${this.name}-users`, Item: toAttributes(item) }),
      );
    }
    return userId;
  }

  /** Changes a user's status, behind the handlers' back. */
  async setStatus(userId: string, status: string): Promise<void> {
    await this.root().send(
      new UpdateItemCommand({
        TableName: `${this.name}-users`,
        Key: toAttributes({ userId }),
        UpdateExpression: "SET #status = :status, version = version + :one",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: toAttributes({ ":status": status, ":one": 1 }),
      }),
    );
  }

  private root(): DynamoDBClient {
    return new DynamoDBClient(this.emulator.clientConfig);
  }

  private async identity(UserName: string, grants: readonly Grant[]) {
    const iam = new IAMClient(this.emulator.clientConfig);
    const Statement = grants.map(([Action, thing]) => ({
      Effect: "Allow",
      Action,
      Resource: this.arn(thing),
    }));
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "grants", PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  }

  private arn(thing: string): string {
    const [kind, rest = ""] = thing.split(/\/(.*)/s);
    if (kind === "table") return `arn:aws:dynamodb:us-east-1:000000000000:table/${this.name}-${rest}`;
    if (kind === "parameter") return `arn:aws:ssm:us-east-1:000000000000:parameter/${this.name}/${rest}`;
    return thing;
  }
}
