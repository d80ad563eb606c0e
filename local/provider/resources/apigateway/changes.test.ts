import {
  DeleteMethodCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  UpdateModelCommand,
} from "@aws-sdk/client-api-gateway";
import { difference } from "../../server/diff";
import { PartialFailure } from "../resource";
import { ApiCloud, call, expectError, post, types } from "../../testing/api";
import { openApi } from "../../testing/openapi";
import { type Cloud, typeOf } from "../../testing/functions";
import type { JsonObject } from "./document";

let apis: ApiCloud;
let cloud: Cloud;
beforeAll(async () => {
  apis = await ApiCloud.start();
  cloud = apis.cloud;
});
afterAll(() => cloud.stop());

describe("a change", () => {
  it("of one method keeps all methods answering", async () => {
    const { api, url } = await apis.deploy("steady");
    const seen: Record<string, unknown[]> = { "/health": [], "/users/u1": [] };
    let changed = false;
    const watchers = Object.entries(seen).map(async ([path, answers]) => {
      while (!changed) {
        const { status, body } = await call(`${url}${path}`);
        answers.push(status === 200 ? (body as JsonObject)["label"] : status);
      }
    });
    const paths = { ...apis.paths(), "/users/{userId}": apis.user("two") };
    const next = await cloud.update(api, apis.inputs("steady", paths));
    changed = true;
    await Promise.all(watchers);
    expect(new Set(seen["/health"])).toEqual(new Set(["one"]));
    expect(seen["/users/u1"]?.filter((label) => label !== "one" && label !== "two")).toEqual([]);
    await expect(call(`${url}/users/u1`)).resolves.toMatchObject({ body: { label: "two" } });
    await cloud.delete(next);
  });

  it("that removes routes leaves nothing of them", async () => {
    const { api, url } = await apis.deploy("shrinking");
    const next = await cloud.update(
      api,
      apis.inputs("shrinking", { "/health": { get: apis.one("health") } }),
    );
    expectError(await call(`${url}/users/u1`), 404, "NOT_FOUND", "MISSING_AUTHENTICATION_TOKEN");
    await expect(call(`${url}/health`)).resolves.toMatchObject({ status: 200 });
    const client = cloud.context.clients.apiGateway();
    const { items } = await client.send(new GetResourcesCommand({ restApiId: api.id }));
    expect(items?.map(({ path }) => path).sort()).toEqual(["/", "/health"]);
    const grown = await cloud.update(next, apis.inputs("shrinking", apis.paths()));
    await expect(call(`${url}/users/u1`)).resolves.toMatchObject({ status: 200 });
    await cloud.delete(grown);
  });

  it("of a schema, an authorizer, a validator and the security of a method takes effect", async () => {
    const { api, url } = await apis.deploy("stricter");
    const document = openApi(
      { ...apis.paths(), "/health": { get: apis.one("health", { security: [{ token: [] }] }) } },
      apis.authorizerUri,
    );
    const components = document["components"] as { schemas: JsonObject };
    components.schemas["Name"] = { type: "string", minLength: 4 };
    document["x-amazon-apigateway-request-validators"] = {
      all: { validateRequestBody: true, validateRequestParameters: false },
    };
    const stricter = await cloud.update(api, { ...api.inputs, body: JSON.stringify(document) });
    expectError(await post(`${url}/users`, '{"name":"Ada"}'), 400, "BAD_REQUEST", "BAD_REQUEST_BODY");
    expectError(await call(`${url}/health`), 401, "UNAUTHORIZED", "UNAUTHORIZED");
    await expect(call(`${url}/search`)).resolves.toMatchObject({ status: 200 });
    const back = await cloud.update(stricter, api.inputs);
    await expect(call(`${url}/health`)).resolves.toMatchObject({ status: 200 });
    await cloud.delete(back);
  });

  it("outside the program shows as drift and is repaired", async () => {
    const { api, url } = await apis.deploy("drifting");
    const client = cloud.context.clients.apiGateway();
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId: api.id }));
    const resourceId = items.find(({ path }) => path === "/health")?.id;
    await client.send(new DeleteMethodCommand({ restApiId: api.id, resourceId, httpMethod: "GET" }));
    const patchOperations = [{ op: "replace" as const, path: "/schema", value: "{}" }];
    await client.send(new UpdateModelCommand({ restApiId: api.id, modelName: "NewUser", patchOperations }));

    const drifted = await cloud.refresh(api);
    const { changed } = difference(typeOf(types.api), drifted?.inputs ?? {}, api.inputs);
    expect([...changed]).toEqual(["body"]);
    expect(JSON.parse(drifted?.inputs["body"] as string)).toMatchObject({
      "x-drift": ["model NewUser is different", "method GET /health is missing"],
    });
    const repaired = await cloud.update({ ...api, inputs: drifted?.inputs ?? {} }, api.inputs);
    await expect(call(`${url}/health`)).resolves.toMatchObject({ status: 200 });
    await cloud.delete(repaired);
  });

  it("of settings and tags takes effect; settings of the document are no difference", async () => {
    const body = JSON.stringify(
      openApi({}, apis.authorizerUri, {
        "x-amazon-apigateway-binary-media-types": ["image/png"],
        "x-amazon-apigateway-api-key-source": "AUTHORIZER",
        "x-amazon-apigateway-minimum-compression-size": 2048,
      }),
    );
    const made = await cloud.create(types.api, { name: "settings", body });
    expect(made.outputs).toMatchObject({ binaryMediaTypes: ["image/png"], apiKeySource: "AUTHORIZER" });
    const statement = {
      Effect: "Allow",
      Principal: "*",
      Action: "execute-api:Invoke",
      Resource: "execute-api:/*",
    };
    const next = await cloud.update(made, {
      name: "renamed",
      body,
      description: "more",
      apiKeySource: "HEADER",
      binaryMediaTypes: ["image/webp"],
      minimumCompressionSize: "1024",
      disableExecuteApiEndpoint: true,
      endpointConfiguration: { types: "REGIONAL" },
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
      tags: { owner: "platform" },
    });
    await expect(cloud.locate(next)).resolves.toBe(next.id);
    await expect(
      cloud.locate({ ...next, inputs: { ...next.inputs, tags: { owner: "other" } } }),
    ).resolves.toBeUndefined();
    await cloud.delete(await cloud.update(next, made.inputs));
  });
});

describe("a deployment and its stage", () => {
  it("gateway responses change with the next deployment, which can replace the last one", async () => {
    const { api, deployment, stage, url } = await apis.deploy("redeployed");
    const document = apis.document();
    const responses = document["x-amazon-apigateway-gateway-responses"] as JsonObject;
    responses["MISSING_AUTHENTICATION_TOKEN"] = {
      statusCode: 410,
      responseTemplates: { "application/json": '{"gone":true}' },
    };
    const next = await cloud.update(api, { ...api.inputs, body: JSON.stringify(document) });
    await expect(call(`${url}/nowhere`)).resolves.toMatchObject({ status: 404 });

    const second = await cloud.create(types.deployment, {
      restApi: api.id,
      triggers: { hash: "2" },
      description: "next",
    });
    await expect(cloud.delete(deployment)).rejects.toThrow("is active in stage local");
    const moved = await cloud.update(stage, {
      ...stage.inputs,
      deployment: second.id,
      description: "moved",
      variables: { color: "blue" },
      accessLogSettings: {
        destinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:access",
        format: "$context.requestId",
      },
      xrayTracingEnabled: true,
      tags: { a: "b" },
    });
    await expect(call(`${url}/nowhere`)).resolves.toMatchObject({ status: 410, body: { gone: true } });
    await cloud.delete(deployment);
    await expect(cloud.refresh(deployment)).resolves.toBeUndefined();

    await expect(cloud.create(types.stage, stage.inputs)).rejects.toThrow("Stage already exists");
    await expect(cloud.import(types.stage, `${api.id}/local`)).resolves.toEqual(moved.inputs);
    const plain = await cloud.update(moved, { ...stage.inputs, deployment: second.id });
    await cloud.delete(plain);
    await cloud.delete(second);
    await cloud.delete(next);
    for (const made of [plain, second, next]) await expect(cloud.refresh(made)).resolves.toBeUndefined();
  });
});

describe("an interrupted creation", () => {
  it("keeps the API in the state and continues from there", async () => {
    const inputs = apis.inputs("interrupted", apis.paths());
    const cancelled = { ...cloud.context, signal: AbortSignal.abort(new Error("cancelled")) };
    const failure: unknown = await typeOf(types.api)
      .create(inputs, cancelled)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PartialFailure);
    const { state } = failure as PartialFailure;
    const made = { token: types.api, id: state.id, inputs: state.inputs, outputs: {} };
    await expect(cloud.locate({ ...made, inputs })).resolves.toBe(state.id);
    await cloud.delete(await cloud.update(made, inputs));
  });

  it("of a document that API Gateway would reject creates nothing, and the check says why", async () => {
    const body = JSON.stringify(openApi({ "/a": { get: { operationId: "a" } } }));
    await expect(cloud.create(types.api, { name: "refused", body })).rejects.toThrow(
      "GET /a has no x-amazon",
    );
    expect(typeOf(types.api).check?.({ body })[0]).toContain("GET /a has no x-amazon-apigateway-integration");
    expect(typeOf(types.api).check?.(apis.inputs("fine", apis.paths()))).toEqual([]);
    const client = cloud.context.clients.apiGateway();
    const { items = [] } = await client.send(new GetRestApisCommand({}));
    expect(items.map(({ name }) => name)).not.toContain("refused");
  });
});

describe("the account's settings", () => {
  it("are set and reset", async () => {
    const made = await cloud.create(types.account, { cloudwatchRoleArn: cloud.role });
    const plain = await cloud.update(made, {});
    expect(plain.outputs).toMatchObject({ throttleSettings: [{ burstLimit: 5000, rateLimit: 10_000 }] });
    await cloud.delete(plain);
  });
});
