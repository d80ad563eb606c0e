import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { SignJWT } from "jose";

import type { Cloud } from "../../../local/cloud";
import { call, clientConfig, sentCodes, type Answer } from "../../testing/support";

/** The number of the stack `local` whose first sign-in makes an admin. */
const ADMIN_PHONE = "+85290000001";

/** Somebody who is signed in. */
export interface Person {
  userId: string;
  phoneNumber: string;
  accessToken: string;
  refreshToken: string;
}

/** The API of a test cloud as a client sees it, and those who use it. */
export class Api {
  #sources = 0;
  #numbers = 0;

  constructor(
    readonly cloud: Cloud,
    readonly url: string,
  ) {}

  /** Calls a path as a person, or as nobody. */
  call(method: string, path: string, body?: unknown, as?: Pick<Person, "accessToken">): Promise<Answer> {
    return this.send(method, path, body, as === undefined ? {} : bearer(as.accessToken));
  }

  /** Calls a path with headers as they are. Each call comes from an address of its own unless they say otherwise. */
  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return call(`${this.url}${path}`, method, body, { "x-forwarded-for": this.newSource(), ...headers });
  }

  /** An address that nobody called from yet. */
  newSource(): string {
    const n = this.#sources++;
    return `198.18.${String(n >> 8)}.${String(n & 255)}`;
  }

  /** A number that nobody has yet. */
  newNumber(): string {
    return `+85260${String(++this.#numbers).padStart(6, "0")}`;
  }

  /** The code that was sent last to a number. */
  async lastCode(phoneNumber: string): Promise<string> {
    const code = (await sentCodes(this.cloud, phoneNumber)).at(-1);
    if (code === undefined) throw new Error(`no code was sent to ${phoneNumber}`);
    return code;
  }

  /** Registers a number and returns its code. */
  async register(phoneNumber: string, name = "Somebody"): Promise<string> {
    const answer = await this.call("POST", "/auth/register", { phoneNumber, name });
    if (answer.status !== 200) throw new Error(`registering was answered with ${String(answer.status)}`);
    return this.lastCode(phoneNumber);
  }

  /** Signs somebody in, who is new and pending unless the number is known. */
  async signIn(name: string, phoneNumber = this.newNumber()): Promise<Person> {
    const code = await this.register(phoneNumber, name);
    const answer = await this.call("POST", "/auth/verify", { phoneNumber, code });
    if (answer.status !== 200) throw new Error(`verifying was answered with ${String(answer.status)}`);
    const { accessToken, refreshToken, user } = answer.body as unknown as Person & { user: Person };
    return { userId: user.userId, phoneNumber, accessToken, refreshToken };
  }

  /** Signs the admin of the stack in. */
  signInAdmin(): Promise<Person> {
    return this.signIn("Admin", ADMIN_PHONE);
  }

  /** Signs somebody new in, and has an admin approve them. */
  async signInMember(name: string, admin: Person): Promise<Person> {
    const person = await this.signIn(name);
    const answer = await this.call("POST", `/auth/approve/${person.userId}`, {}, admin);
    if (answer.status !== 200) throw new Error(`approving was answered with ${String(answer.status)}`);
    return person;
  }
}

/** Changes a user as an operator would: there is no route for it. */
export async function setUser(
  { cloud, tables }: { cloud: Cloud; tables: Record<string, string> },
  { userId }: Person,
  field: "status" | "role",
  value: string,
): Promise<void> {
  await new DynamoDBClient(clientConfig(cloud)).send(
    new UpdateItemCommand({
      TableName: tables["users"],
      Key: { userId: { S: userId } },
      UpdateExpression: "SET #field = :value, version = version + :one",
      ExpressionAttributeNames: { "#field": field },
      ExpressionAttributeValues: { ":value": { S: value }, ":one": { N: "1" } },
    }),
  );
}

/** The header of an access token. */
export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** What of a token a forger changes; everything else is as the API itself makes it. */
export interface Forgery {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  secret?: Uint8Array;
  /** Epoch s of the token's making. Default: now. */
  issuedAt?: number;
}

/** Makes tokens with the secret of the stack, so that one thing alone is wrong with each. */
export async function forger(cloud: Cloud): Promise<(of: Person, forgery: Forgery) => Promise<string>> {
  const { Parameter } = await new SSMClient(clientConfig(cloud)).send(
    new GetParameterCommand({ Name: "/sjc1990app/local/jwt", WithDecryption: true }),
  );
  const { current } = JSON.parse(Parameter?.Value ?? "") as { current: { kid: string; secret: string } };
  return async (of, { claims, header, secret, issuedAt = Math.floor(Date.now() / 1000) }) => {
    const good = tokenPart(of.accessToken, 1);
    const times = { iat: issuedAt, exp: issuedAt + 900 };
    return new SignJWT({ ...good, ...times, ...claims })
      .setProtectedHeader({ alg: "HS256", kid: current.kid, typ: "at+jwt", ...header })
      .sign(secret ?? Buffer.from(current.secret, "base64url"), { crit: { made: true } });
  };
}

/** A part of a token, 0 its header and 1 its payload. */
export function tokenPart(token: string, part: 0 | 1): Record<string, unknown> {
  const text = Buffer.from(token.split(".")[part] ?? "", "base64url").toString();
  return JSON.parse(text) as Record<string, unknown>;
}

/** A part of a token from its content. */
export function encodePart(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}
