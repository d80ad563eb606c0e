import type { Values } from "../resources/resource";
import type { JsonObject } from "../resources/apigateway/document";
import { openApi, operation, preflight } from "./openapi";
import { Cloud, code, echo, type Made, output } from "./functions";

/** Tokens of the types under test. */
export const types = {
  api: "aws:apigateway/restApi:RestApi",
  deployment: "aws:apigateway/deployment:Deployment",
  stage: "aws:apigateway/stage:Stage",
  settings: "aws:apigateway/methodSettings:MethodSettings",
  plan: "aws:apigateway/usagePlan:UsagePlan",
  key: "aws:apigateway/apiKey:ApiKey",
  planKey: "aws:apigateway/usagePlanKey:UsagePlanKey",
  account: "aws:apigateway/account:Account",
};

/** An API that answers. */
export interface Deployed {
  api: Made;
  deployment: Made;
  stage: Made;
  url: string;
}

/** Allows the token `good`, denies every other. */
const authorizerCode = code(`exports.handler = async (event) => {
  console.log("called");
  const good = event.headers.authorization === "Bearer good";
  const Statement = [{ Action: "execute-api:Invoke", Effect: good ? "Allow" : "Deny", Resource: event.methodArn }];
  return { principalId: "u1", policyDocument: { Version: "2012-10-17", Statement } };
};`);

const newUser = {
  requestBody: {
    required: true,
    content: { "application/json": { schema: { $ref: "#/components/schemas/NewUser" } } },
  },
};

/** An emulator with functions `one` (behind an alias), `two` and an authorizer, and APIs of them. */
export class ApiCloud {
  private constructor(
    readonly cloud: Cloud,
    private readonly targets: { one: string; two: string },
    readonly authorizerUri: string,
  ) {}

  static async start(): Promise<ApiCloud> {
    const cloud = await Cloud.start();
    const make = (name: string, archive: ReturnType<typeof code>) =>
      cloud.create("aws:lambda/function:Function", {
        name,
        role: cloud.role,
        runtime: "nodejs24.x",
        handler: "index.handler",
        code: archive,
        publish: true,
      });
    const [, two, authorizer] = await Promise.all([
      make("one", echo("one", "pathParameters")),
      make("two", echo("two")),
      make("authorizer", authorizerCode),
    ]);
    const alias = await cloud.create("aws:lambda/alias:Alias", {
      name: "live",
      functionName: "one",
      functionVersion: "1",
    });
    const targets = {
      one: output(alias, "invokeArn"),
      two: output(two, "qualifiedInvokeArn"),
    };
    return new ApiCloud(cloud, targets, output(authorizer, "invokeArn"));
  }

  /** An operation that function `one` answers. */
  one = (id: string, more: JsonObject = {}): JsonObject => operation(id, this.targets.one, more);

  /** `GET /users/{userId}` as that function answers it, with its preflight. */
  user = (by: "one" | "two"): JsonObject => ({
    parameters: [{ name: "userId", in: "path", required: true, schema: { type: "string" } }],
    get: operation(`user${by}`, this.targets[by]),
    options: preflight("GET"),
  });

  /** One route of each sort. */
  paths = (): JsonObject => ({
    "/health": { get: this.one("health") },
    "/users": { post: this.one("addUser", newUser) },
    "/users/{userId}": this.user("one"),
    "/mine": { get: this.one("mine", { security: [{ token: [] }] }) },
    "/stats": { get: this.one("stats", { security: [{ key: [] }] }) },
    "/search": {
      get: this.one("search", {
        parameters: [{ name: "q", in: "query", required: true, schema: { type: "string" } }],
      }),
    },
  });

  document = (paths = this.paths()): JsonObject => openApi(paths, this.authorizerUri);

  inputs = (name: string, paths = this.paths()): Values => ({
    name,
    body: JSON.stringify(this.document(paths)),
    tags: { stage: "local" },
  });

  /** Makes an API with all paths, and a stage for it. */
  async deploy(name: string): Promise<Deployed> {
    const api = await this.cloud.create(types.api, this.inputs(name));
    const deployment = await this.cloud.create(types.deployment, {
      restApi: api.id,
      triggers: { hash: "1" },
    });
    const stage = await this.cloud.create(types.stage, {
      restApi: api.id,
      deployment: deployment.id,
      stageName: "local",
    });
    return { api, deployment, stage, url: output(stage, "invokeUrl") };
  }
}

/** What an API answered. */
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Calls a route. */
export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}

/** Posts a body as JSON. */
export const post = (url: string, body: string): Promise<Answer> =>
  call(url, { method: "POST", body, headers: { "content-type": "application/json" } });

/** Holds that the answer is an error of the gateway in the shared shape, with CORS. */
export function expectError(answer: Answer, status: number, error: string, type: string): void {
  expect(answer.body).toMatchObject({ error, type });
  expect(Object.keys(answer.body as object).sort()).toEqual(["error", "message", "requestId", "type"]);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
}
