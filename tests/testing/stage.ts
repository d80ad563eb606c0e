import { APIGatewayClient, GetApiKeysCommand } from "@aws-sdk/client-api-gateway";
import { DynamoDBClient, PutItemCommand, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

import { toAttributes, toItem, type Item } from "../../functions/shared/dynamo";
import { sealRequest, type CodeRequest } from "../../functions/auth/codes/queue";
import { hashPhone, type PhoneKeys } from "../../functions/shared/phone-keys";
import { parsePhoneKeys } from "../../functions/shared/secrets";
import { bucketName, physicalName } from "../../infra/lib/names";
import type { Cloud } from "../../local/cloud";
import type { ApiClient } from "../../functions/shared/api-client";
import type { Outbox, People, Person } from "../../ops/people";
import { openApi } from "./api";
import { clientConfig } from "./support";

/** Identifies the local stage in names and ARNs. */
export const place = { stage: "local", region: "us-east-1", accountId: "000000000000" };

/** Quiet hours that are none: messages are sent at any time. */
export const neverQuiet = { start: "08:00", end: "08:00", timezone: "UTC" };

/** The first bytes of a PNG file. */
export const PNG = Buffer.from("89504e470d0a1a0a", "hex");

/** The result of invoking a function. */
export interface Invoked {
  /** What it returned, or the error. */
  payload: unknown;
  failed: boolean;
  /** The end of its log. */
  log: string;
}

/** A stage that is up, its API and its resources. Resources are read and written as root. */
export class Stage {
  readonly api: ApiClient;
  readonly people: People;
  readonly outbox: Outbox;

  private constructor(
    private readonly cloud: Cloud,
    { api, people, outbox }: { api: ApiClient; people: People; outbox: Outbox },
  ) {
    this.api = api;
    this.people = people;
    this.outbox = outbox;
  }

  static async open(cloud: Cloud): Promise<Stage> {
    return new Stage(cloud, await openApi(cloud));
  }

  get config() {
    return clientConfig(this.cloud);
  }

  /** A new user who waits for approval. */
  applicant(): Promise<Person> {
    return this.people.signUp("Chan Tai Man");
  }

  /** A new approved user with these attributes, whose token the gateway has not seen. */
  async member(attributes: object = {}): Promise<Person> {
    const person = await this.applicant();
    await this.change("users", { userId: person.userId }, { status: "approved", ...attributes });
    return person;
  }

  async put(table: string, item: object): Promise<void> {
    const TableName = physicalName(table, place);
    await new DynamoDBClient(this.config).send(new PutItemCommand({ TableName, Item: toAttributes(item) }));
  }

  /** The record of the notification that was sent to a user, if there is one. */
  async recordOf(userId: string): Promise<Item | undefined> {
    const { Items = [] } = await new DynamoDBClient(this.config).send(
      new ScanCommand({ TableName: physicalName("notifications", place) }),
    );
    return Items.map((item) => toItem(item) ?? {}).find(
      ({ id, state }) => String(id).includes(`#${userId}#`) && state === "sent",
    );
  }

  private async change(table: string, key: object, attributes: object): Promise<void> {
    const names = Object.keys(attributes);
    await new DynamoDBClient(this.config).send(
      new UpdateItemCommand({
        TableName: physicalName(table, place),
        Key: toAttributes(key),
        UpdateExpression: `SET ${names.map((_name, i) => `#a${String(i)} = :a${String(i)}`).join(", ")}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#a${String(i)}`, name])),
        ExpressionAttributeValues: toAttributes(
          Object.fromEntries(Object.values(attributes).map((value, i) => [`:a${String(i)}`, value])),
        ),
      }),
    );
  }

  /** The hash by which the stage finds a phone number. */
  async phoneHash(phoneNumber: string): Promise<string> {
    return hashPhone(await this.phoneKeys(), phoneNumber);
  }

  /** A message of the codes queue. */
  async codeMessage(request: CodeRequest): Promise<string> {
    return JSON.stringify({ request: sealRequest(await this.phoneKeys(), request) });
  }

  private async phoneKeys(): Promise<PhoneKeys> {
    const { Parameter } = await new SSMClient(this.config).send(
      new GetParameterCommand({ Name: `/sjc1990app/${place.stage}/phone`, WithDecryption: true }),
    );
    return parsePhoneKeys(Parameter?.Value ?? "");
  }

  async apiKey(): Promise<string> {
    const { items } = await new APIGatewayClient(this.config).send(
      new GetApiKeysCommand({ includeValues: true }),
    );
    return items?.[0]?.value ?? "";
  }

  async putPhoto(Key: string): Promise<void> {
    const Bucket = bucketName("photos", place);
    await new S3Client({ ...this.config, forcePathStyle: true }).send(
      new PutObjectCommand({ Bucket, Key, Body: PNG, ContentType: "image/png" }),
    );
  }

  /** Keys of the photos under a prefix. */
  async photos(Prefix: string): Promise<string[]> {
    const Bucket = bucketName("photos", place);
    const { Contents = [] } = await new S3Client({ ...this.config, forcePathStyle: true }).send(
      new ListObjectsV2Command({ Bucket, Prefix }),
    );
    return Contents.map(({ Key = "" }) => Key);
  }

  /** Invokes the live version of a function, as a queue, a stream or a schedule would. */
  async invoke(name: string, event: object): Promise<Invoked> {
    const { Payload, FunctionError, LogResult } = await new LambdaClient(this.config).send(
      new InvokeCommand({
        FunctionName: physicalName(name, place),
        Qualifier: "live",
        Payload: JSON.stringify(event),
        LogType: "Tail",
      }),
    );
    return {
      payload: JSON.parse(Buffer.from(Payload ?? []).toString() || "null"),
      failed: FunctionError !== undefined,
      log: Buffer.from(LogResult ?? "", "base64").toString(),
    };
  }
}
