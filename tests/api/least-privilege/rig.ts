import { APIGatewayClient, GetApiKeysCommand } from "@aws-sdk/client-api-gateway";
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

import { toAttributes } from "../../../functions/shared/dynamo";
import { hashPhone } from "../../../functions/shared/phone-keys";
import { parsePhoneKeys } from "../../../functions/shared/secrets";
import { bucketName, physicalName } from "../../../infra/lib/names";
import type { Cloud } from "../../../local/cloud";
import { call, clientConfig, sentCodes, type Answer } from "../../testing/support";

/** Where the local cloud is. */
export const place = { stage: "local", region: "us-east-1", accountId: "000000000000" };

/** For whoever is told at any hour. */
export const neverQuiet = { start: "08:00", end: "08:00", timezone: "UTC" };

const ADMIN = "+85290000001";

/** Somebody who is signed in. */
export interface Person {
  userId: string;
  phoneNumber: string;
  accessToken: string;
  refreshToken: string;
}

/** What a direct call of a function gave. */
export interface Invoked {
  /** What it answered; of a failed call, the error. */
  payload: unknown;
  failed: boolean;
  /** The end of its log. */
  log: string;
}

/** What an answer was instead of the one that was wanted. */
export class Refused extends Error {
  constructor(
    what: string,
    readonly status: number,
  ) {
    super(`${what} answered ${String(status)}`);
  }
}

/** People and things on a stage that is up, made over its API or, where that would take a day, as root. */
export class Rig {
  private serial = 0;
  private admin: Promise<Person> | undefined;

  constructor(
    private readonly cloud: Pick<Cloud, "endpoint">,
    private readonly apiUrl: string,
  ) {}

  get config() {
    return clientConfig(this.cloud as Cloud);
  }

  /** Calls the API. @throws Refused when it answers with another status than the one wanted. */
  async http(
    wanted: number,
    method: string,
    path: string,
    { as, body, headers = {} }: { as?: Person; body?: object; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const answer = await call(`${this.apiUrl}${path}`, method, body, {
      ...(as === undefined ? {} : { authorization: `Bearer ${as.accessToken}` }),
      ...headers,
    });
    if (answer.status !== wanted) throw new Refused(`${method} ${path}`, answer.status);
    return answer;
  }

  /** A number that nobody has had. */
  number(): string {
    return `+852${String(51_000_000 + ++this.serial)}`;
  }

  /** Asks for a code as a caller of an address that nobody has used. */
  async register(phoneNumber: string): Promise<string> {
    await this.unhurried(() =>
      this.http(200, "POST", "/auth/register", {
        body: { phoneNumber, name: "Chan Tai Man" },
        headers: this.source(),
      }),
    );
    return (await sentCodes(this.cloud as Cloud, phoneNumber)).at(-1) ?? "";
  }

  /**
   * Does what the gateway's throttle of sign-in may refuse: on a quick machine flows make people faster than it lets
   * them in. What it refuses has reached no function.
   */
  private async unhurried<T>(call: () => Promise<T>): Promise<T> {
    for (let pauses = 0; ; pauses++) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 429 || pauses === 20) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }

  /** Headers of a caller of an address that nobody has used. */
  source(): Record<string, string> {
    const number = ++this.serial;
    return { "x-forwarded-for": `10.9.${String(number >> 8)}.${String(number & 255)}` };
  }

  async signIn(phoneNumber: string): Promise<Person> {
    const code = await this.register(phoneNumber);
    const { body } = await this.unhurried(() =>
      this.http(200, "POST", "/auth/verify", { body: { phoneNumber, code } }),
    );
    const { accessToken, refreshToken, user } = body as unknown as Person & { user: { userId: string } };
    return { userId: user.userId, phoneNumber, accessToken, refreshToken };
  }

  /** Somebody new, who waits for approval. */
  applicant(): Promise<Person> {
    return this.signIn(this.number());
  }

  /** Somebody new, whose token no gateway has seen, and who is what is given. */
  async member(attributes: object = {}): Promise<Person> {
    const person = await this.applicant();
    await this.change("users", { userId: person.userId }, { status: "approved", ...attributes });
    return person;
  }

  /** The first admin. */
  chief(): Promise<Person> {
    this.admin ??= this.signIn(ADMIN);
    return this.admin;
  }

  async put(table: string, item: object): Promise<void> {
    const TableName = physicalName(table, place);
    await new DynamoDBClient(this.config).send(new PutItemCommand({ TableName, Item: toAttributes(item) }));
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

  /** What a number is looked up by on this stage. */
  async phoneHash(phoneNumber: string): Promise<string> {
    const { Parameter } = await new SSMClient(this.config).send(
      new GetParameterCommand({ Name: `/sjc1990app/${place.stage}/phone`, WithDecryption: true }),
    );
    return hashPhone(parsePhoneKeys(Parameter?.Value ?? ""), phoneNumber);
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
      new PutObjectCommand({ Bucket, Key, Body: "photo", ContentType: "image/png" }),
    );
  }

  /** Keys of the photos below a prefix. */
  async photos(Prefix: string): Promise<string[]> {
    const Bucket = bucketName("photos", place);
    const { Contents = [] } = await new S3Client({ ...this.config, forcePathStyle: true }).send(
      new ListObjectsV2Command({ Bucket, Prefix }),
    );
    return Contents.map(({ Key = "" }) => Key);
  }

  /** Calls the live version of a function, as a queue, a stream or a schedule would. */
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
