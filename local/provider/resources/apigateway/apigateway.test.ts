import { Secret } from "../../properties/values";
import { ApiCloud, call, type Deployed, expectError, post, types } from "../../testing/api";
import { type Cloud, output } from "../../testing/functions";

let apis: ApiCloud;
let cloud: Cloud;
beforeAll(async () => {
  apis = await ApiCloud.start();
  cloud = apis.cloud;
});
afterAll(() => cloud.stop());

describe("an API", () => {
  let deployed: Deployed;
  beforeAll(async () => {
    deployed = await apis.deploy("all");
  });
  afterAll(() => cloud.delete(deployed.api));
  const get = (path: string, headers: Record<string, string> = {}) =>
    call(`${deployed.url}${path}`, { headers });

  it("has the outputs of the official provider, and a URL that works locally", () => {
    const { api, stage, url } = deployed;
    expect(api.outputs).toMatchObject({
      arn: `arn:aws:apigateway:us-east-1::/restapis/${api.id}`,
      executionArn: `arn:aws:execute-api:us-east-1:000000000000:${api.id}`,
      rootResourceId: expect.any(String),
      tagsAll: { stage: "local" },
    });
    expect(stage.id).toBe(`ags-${api.id}-local`);
    expect(stage.outputs["executionArn"]).toBe(`arn:aws:execute-api:us-east-1:000000000000:${api.id}/local`);
    expect(url).toBe(`${apis.cloud.endpoint}/_aws/execute-api/${api.id}/local`);
  });

  it("calls the alias with path parameters", async () => {
    await expect(get("/users/u1")).resolves.toMatchObject({
      status: 200,
      body: { label: "one", pathParameters: { userId: "u1" } },
    });
  });

  it("validates bodies, also by references, and required parameters", async () => {
    const users = `${deployed.url}/users`;
    await expect(post(users, '{"name":"Ada"}')).resolves.toMatchObject({ status: 200 });
    for (const body of ["{", "{}", '{"name":"A"}', '{"name":"Ada","admin":true}']) {
      expectError(await post(users, body), 400, "BAD_REQUEST", "BAD_REQUEST_BODY");
    }
    await expect(get("/search?q=a")).resolves.toMatchObject({ status: 200 });
    expectError(await get("/search"), 400, "BAD_REQUEST", "BAD_REQUEST_PARAMETERS");
  });

  it("answers a preflight itself", async () => {
    const answer = await call(`${deployed.url}/users/u1`, { method: "OPTIONS" });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-methods")).toBe("GET");
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
  });

  it("answers 404 to a path or method that it does not have", async () => {
    expectError(await get("/nowhere"), 404, "NOT_FOUND", "MISSING_AUTHENTICATION_TOKEN");
    expectError(await post(`${deployed.url}/health`, "{}"), 404, "NOT_FOUND", "MISSING_AUTHENTICATION_TOKEN");
  });

  it("asks the authorizer", async () => {
    expectError(await get("/mine"), 401, "UNAUTHORIZED", "UNAUTHORIZED");
    expectError(await get("/mine", { authorization: "Bearer bad" }), 403, "FORBIDDEN", "ACCESS_DENIED");
    await expect(get("/mine", { authorization: "Bearer good" })).resolves.toMatchObject({ status: 200 });
  });

  it("accepts API keys of a usage plan, each within the plan's limits", async () => {
    const stages = [{ apiId: deployed.api.id, stage: "local", throttles: [] }];
    const plan = await cloud.create(types.plan, { name: "partners", apiStages: stages, tags: { a: "b" } });
    const key = await cloud.create(types.key, { name: "partner", tags: { a: "b" } });
    const member = await cloud.create(types.planKey, {
      usagePlanId: plan.id,
      keyId: key.id,
      keyType: "API_KEY",
    });
    expect(key.outputs["value"]).toBeInstanceOf(Secret);
    const value = output(key, "value");
    expectError(await get("/stats"), 403, "BAD_REQUEST", "INVALID_API_KEY");
    await expect(get("/stats", { "x-api-key": value })).resolves.toMatchObject({ status: 200 });

    const limited = await cloud.update(plan, {
      ...plan.inputs,
      quotaSettings: { limit: 1000, period: "DAY" },
      throttleSettings: { burstLimit: 1, rateLimit: 0.001 },
    });
    await expect(get("/stats", { "x-api-key": value })).resolves.toMatchObject({ status: 200 });
    expectError(await get("/stats", { "x-api-key": value }), 429, "TOO_MANY_REQUESTS", "THROTTLED");

    const open = await cloud.update(limited, plan.inputs);
    await expect(get("/stats", { "x-api-key": value })).resolves.toMatchObject({ status: 200 });
    const disabled = await cloud.update(key, { ...key.inputs, enabled: false, tags: { c: "d" } });
    expectError(await get("/stats", { "x-api-key": value }), 403, "BAD_REQUEST", "INVALID_API_KEY");

    for (const made of [member, disabled, open]) {
      await expect(cloud.locate(made)).resolves.toBe(made.id);
      await cloud.delete(made);
      await expect(cloud.refresh(made)).resolves.toBeUndefined();
    }
  });

  it("throttles one method only", async () => {
    const target = { restApi: deployed.api.id, stageName: "local" };
    const all = await cloud.create(types.settings, {
      ...target,
      methodPath: "*/*",
      settings: { metricsEnabled: true },
    });
    const limited = await cloud.create(types.settings, {
      ...target,
      methodPath: "users/{userId}/GET",
      settings: { throttlingBurstLimit: 2, throttlingRateLimit: 0.001 },
    });
    const statuses = [await get("/users/u1"), await get("/users/u2"), await get("/users/u3")].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([200, 200, 429]);
    expectError(await get("/users/u4"), 429, "TOO_MANY_REQUESTS", "THROTTLED");
    await expect(get("/health")).resolves.toMatchObject({ status: 200 });

    const unlimited = await cloud.update(limited, {
      ...limited.inputs,
      settings: { throttlingBurstLimit: -1, throttlingRateLimit: -1, metricsEnabled: true },
    });
    await expect(get("/users/u5")).resolves.toMatchObject({ status: 200 });
    const id = `${deployed.api.id}-local-users/{userId}/GET`;
    expect(unlimited.id).toBe(id);
    await expect(cloud.locate(unlimited)).resolves.toBe(id);
    for (const made of [unlimited, all]) await cloud.delete(made);
    await expect(cloud.refresh(unlimited)).resolves.toBeUndefined();
    await expect(cloud.refresh(all)).resolves.toBeUndefined();
  });
});
