import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";

import type * as aws from "../../shared/aws";
import type { Caller } from "../../shared/caller";
import type { ApiHandler, GatewayEvent } from "../../shared/http";
import { TestEmulator } from "../../testing/emulator";
import { createStore } from "../catalogue/store";
import { addStore } from "../memberships/store";
import { entries, grants, type Entry } from "./grants";
import { makeClassroomTables, putUser, userId, type ClassroomTables } from "./tables";

/** A request of a test. */
export interface Call {
  caller?: Caller;
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  /** Grants to act with. Default: all of the function's. */
  with?: (typeof grants)[Entry];
}

interface Identity {
  accessKeyId: string;
  secretAccessKey: string;
}

/** The functions' handlers on an emulator that enforces IAM, each called with no more than its grants. */
export class ClassroomRig {
  /** Calls of DynamoDB since the last request began. */
  calls: string[] = [];
  private readonly emulator = new TestEmulator();
  private readonly handlers = {} as Record<Entry, ApiHandler>;
  private readonly identities = new Map<string, Promise<Identity>>();
  private tables: ClassroomTables | undefined;
  private clients: typeof aws | undefined;

  /** Call it at the top of a test file. @param name begins the names of all tables. */
  constructor(private readonly name: string) {
    beforeAll(async () => {
      const tables = await makeClassroomTables(new DynamoDBClient(this.emulator.clientConfig), name);
      this.tables = tables;
      Object.assign(process.env, {
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL: this.emulator.clientConfig.endpoint,
        CORS_ORIGINS: "https://app.example.org",
        CLASSROOMS_TABLE: tables.classrooms,
        USER_CLASSROOMS_TABLE: tables.userClassrooms,
        USERS_TABLE: tables.users,
        USER_PREFERENCES_TABLE: tables.preferences,
        PHOTOS_DOMAIN: "photos.example.org",
      });
      const clients = await import("../../shared/aws.js");
      this.clients = clients;
      clients.dynamoDb.middlewareStack.add(
        (next, { commandName }) =>
          (args) => {
            this.calls.push(String(commandName).replace("Command", ""));
            return next(args);
          },
        { step: "initialize" },
      );
      for (const entry of entries) {
        this.handlers[entry] = ((await import(`../../${entry}`)) as { handler: ApiHandler }).handler;
      }
    }, 60_000);
  }

  /** Calls a function. @returns its answer, the body read as JSON. */
  async call(entry: Entry, request: Call = {}): Promise<{ status: number; json: Record<string, unknown> }> {
    const credentials = await this.identity(request.with ?? grants[entry]);
    if (this.clients === undefined) throw new Error("the rig is not up yet");
    this.clients.dynamoDb.config.credentials = () => Promise.resolve(credentials);
    this.calls = [];
    const event: GatewayEvent = {
      pathParameters: request.path ?? null,
      queryStringParameters: request.query ?? null,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      requestContext: {
        requestId: "req-1",
        ...(request.caller === undefined ? {} : { authorizer: { ...request.caller } }),
      },
    };
    const { statusCode, body } = await this.handlers[entry](event, undefined);
    return { status: statusCode, json: (body === "" ? {} : JSON.parse(body)) as Record<string, unknown> };
  }

  /** Has a user, behind the functions' back. @returns them as a caller. */
  async user(number: number, over: Partial<Caller> & { fullName?: string } = {}): Promise<Caller> {
    const { fullName = `Name ${String(number)}`, ...rest } = over;
    const caller: Caller = {
      ...{ userId: userId(number), role: "user", status: "approved", sessionId: "ses_1" },
      ...rest,
    };
    const { client, tables } = this.root();
    const { role, status } = caller;
    await putUser(client, tables, { userId: caller.userId, role, status, fullName });
    return caller;
  }

  /** Has classrooms of these years and names, behind the functions' back. */
  async classrooms(...classrooms: readonly (readonly [year: number, name: string])[]): Promise<void> {
    const { client, tables } = this.root();
    for (const [year, name] of classrooms) {
      const [grade, section] = [name.slice(0, -1), name.slice(-1)];
      const classroomId = `${String(year)}-${name}`;
      const createdAt = "2027-01-15T08:00:00.000Z";
      await createStore(client, tables).create({
        ...{ classroomId, year, grade, section, displayName: name, createdAt },
      });
    }
  }

  /** Has a user in a classroom, behind the functions' back. */
  async join(caller: Caller, classroomId: string): Promise<void> {
    const { client, tables } = this.root();
    await addStore(client, tables).add(caller.userId, [classroomId], "2027-01-15T08:00:00.000Z");
  }

  private identity(granted: (typeof grants)[Entry]): Promise<Identity> {
    const statements = granted.map(([Action, thing]) => ({
      ...{ Effect: "Allow", Action },
      Resource: `arn:aws:dynamodb:us-east-1:000000000000:table/${this.name}-${thing}`,
    }));
    const document = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const name = `${this.name}-${String(this.identities.size)}`;
    const identity =
      this.identities.get(document) ?? this.makeIdentity(name, granted.length === 0 ? undefined : document);
    this.identities.set(document, identity);
    return identity;
  }

  /** @param PolicyDocument absent: one who may do nothing. */
  private async makeIdentity(UserName: string, PolicyDocument: string | undefined): Promise<Identity> {
    const iam = new IAMClient(this.emulator.clientConfig);
    await iam.send(new CreateUserCommand({ UserName }));
    if (PolicyDocument !== undefined) {
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "grants", PolicyDocument }));
    }
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  }

  /** Who deploys, and the tables. */
  private root() {
    if (this.tables === undefined) throw new Error("the rig is not up yet");
    return { client: new DynamoDBClient(this.emulator.clientConfig), tables: this.tables };
  }
}
