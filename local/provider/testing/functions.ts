import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import getPort from "get-port";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { resetEmulator, startEmulator } from "../../emulator";
import { silentProgress as progress } from "../../../common/progress";
import { connect } from "../clients/connect";
import { difference } from "../server/diff";
import { liveInputs, outputsOf } from "../server/outputs";
import { Archive, type Context, type ResourceType, type State, type Values } from "../resources/resource";
import { plain, plainProperties, type Properties } from "../properties/values";
import { apiGatewayTypes } from "../resources/apigateway/index";
import { lambdaTypes } from "../resources/lambda/index";

/** Tokens of Lambda's types. */
export const functionTypes = {
  function: "aws:lambda/function:Function",
  alias: "aws:lambda/alias:Alias",
  permission: "aws:lambda/permission:Permission",
  mapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
  invokeConfig: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
};

/** A type of Lambda or API Gateway. */
export function typeOf(token: string): ResourceType {
  const type = [...lambdaTypes, ...apiGatewayTypes].find((each) => each.token === token);
  if (type === undefined) throw new Error(`no type ${token}`);
  return type;
}

/** A resource as a test holds it: what the program says, and what came out of it. */
export interface Made {
  token: string;
  id: string;
  inputs: Values;
  /** All outputs, as the framework gives them to the program. */
  outputs: Properties;
}

/** An output that is a text, out of its secret where it is one. */
export function output({ outputs }: Made, name: string): string {
  const value = plain(outputs[name] ?? null);
  if (typeof value !== "string") throw new Error(`the output ${name} is no text`);
  return value;
}

/** An emulator of its own, and the resource types as the framework calls them. */
export class Cloud {
  private constructor(
    private readonly dir: string,
    readonly endpoint: string,
    readonly context: Context,
    /** ARN of a role that functions can have. */
    readonly role: string,
  ) {}

  /** Starts a fresh emulator. */
  static async start(): Promise<Cloud> {
    const dir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "provider-")), "emulator");
    const { endpoint } = await startEmulator({ dir, port: await getPort({ host: "127.0.0.1" }), progress });
    const region = "us-east-1";
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const clients = connect({ region, ...credentials, endpoint, endpoints: {} });
    const { signal } = new AbortController();
    const warn = () => undefined;
    const iam = clients.iam();
    const trust = {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    };
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: "tested",
        AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
      }),
    );
    const context = { clients, region, accountId: "000000000000", signal, warn };
    return new Cloud(dir, endpoint, context, Role?.Arn ?? "");
  }

  async stop(): Promise<void> {
    await resetEmulator({ dir: this.dir, progress });
    fs.rmSync(path.dirname(this.dir), { recursive: true, force: true });
  }

  /** Makes a resource and holds that reading it shows no difference to the program. */
  async create(token: string, inputs: Values): Promise<Made> {
    const state = await typeOf(token).create(inputs, this.context);
    return this.settled(token, state, inputs);
  }

  /** Changes a resource and holds that reading it shows no difference to the program. */
  async update({ token, id, inputs: old }: Made, next: Values): Promise<Made> {
    const type = typeOf(token);
    const { changed, replaces } = difference(type, old, next);
    expect([...replaces]).toEqual([]);
    expect(changed.size).toBeGreaterThan(0);
    return this.settled(token, await type.update(id, old, next, changed, this.context), next);
  }

  /** What a refresh finds; `undefined` when the resource is gone. */
  async refresh({ token, id, inputs }: Made): Promise<Made | undefined> {
    const type = typeOf(token);
    const state = await type.read(id, this.context, inputs);
    if (state === undefined) return undefined;
    const live = plainProperties(liveInputs(type, inputs, state.inputs));
    return { token, id: state.id, inputs: live, outputs: outputsOf(type, live, state, this.context) };
  }

  async delete({ token, id, inputs }: Made): Promise<void> {
    await typeOf(token).delete(id, inputs, this.context);
  }

  /** Inputs as an import finds them. */
  async import(token: string, id: string): Promise<Values | undefined> {
    const type = typeOf(token);
    const state = await type.read(id, this.context, undefined);
    return state && plainProperties(liveInputs(type, {}, state.inputs));
  }

  /** Inputs of a function that runs. */
  functionInputs = (name: string, more: Values = {}): Values => ({
    name,
    role: this.role,
    runtime: "nodejs24.x",
    handler: "index.handler",
    code: echo("one"),
    ...more,
  });

  /** What a function answers to an empty event. */
  async invoke(name: string, qualifier?: string): Promise<unknown> {
    const lambda = this.context.clients.lambda();
    const { Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Qualifier: qualifier, Payload: "{}" }),
    );
    return JSON.parse(Buffer.from(Payload ?? []).toString()) as unknown;
  }

  locate = ({ token, inputs }: Made): Promise<string | undefined> =>
    typeOf(token).locate(inputs, this.context);

  private async settled(token: string, state: State, inputs: Values): Promise<Made> {
    const type = typeOf(token);
    const made = { token, id: state.id, inputs, outputs: outputsOf(type, inputs, state, this.context) };
    const read = await this.refresh(made);
    expect(read?.id).toBe(state.id);
    expect([...difference(type, read?.inputs ?? {}, inputs).paths]).toEqual([]);
    expect(read?.outputs).toEqual(made.outputs);
    return made;
  }
}

/** Lambda code of one file, `index.js`. */
export function code(source: string): Archive {
  return new Archive(`hash of ${source}`, new Map([["index.js", Buffer.from(source)]]));
}

/** Code that answers to a call through API Gateway with these fields of its event. */
export const echo = (label: string, ...fields: string[]): Archive =>
  code(`exports.handler = async (event) => {
    console.log("called");
    const seen = Object.fromEntries(${JSON.stringify(fields)}.map((field) => [field, event[field]]));
    return { statusCode: 200, body: JSON.stringify({ label: ${JSON.stringify(label)}, ...seen }) };
  };`);

/** What {@link echo} answers to an empty event. */
export const answerOf = (label: string) => ({ statusCode: 200, body: JSON.stringify({ label }) });
