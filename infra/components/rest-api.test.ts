import { mockProgram, settled } from "../offline/mocks";
import type { Registered } from "../offline/registered";
import { only } from "../testing/registered";
import { LambdaFunction, RestApi } from ".";
import { route } from "../../functions/shared/route";

const ping = route(() => ({
  method: "GET",
  path: "/hello",
  auth: "public",
  function: "health/health",
  operationId: "ping",
  tag: "Test",
  summary: "Answers",
  responses: { 200: { description: "It answers", schema: undefined } },
  throttleFactor: 0.5,
}));

describe.each([{ preview: true }, { preview: false }])("a REST API (preview: $preview)", ({ preview }) => {
  let registered: Registered[];

  beforeEach(async () => {
    registered = await mockProgram({ preview });
  });

  test("an API invokes live functions with a role, is deployed when its document changes, and is throttled", async () => {
    const fn = new LambdaFunction("health", { entry: "health/health", description: "Answers", grants: [] });
    new RestApi("api", { routes: { ping }, functions: [fn], version: "1" });
    new RestApi("api2", { routes: { ping: { ...ping, path: "/pong" } }, functions: [fn], version: "1" });
    await settled();
    const { body } = only(registered, "aws:apigateway/restApi:RestApi", "api") as { body: string };
    expect(JSON.parse(body)).toMatchObject({
      paths: {
        "/hello": {
          get: {
            "x-amazon-apigateway-integration": {
              type: "aws_proxy",
              credentials: "arn:aws:iam::123456789012:role/sjc1990app-api-invocation-dev",
              uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${fn.liveArn}/invocations`,
            },
          },
        },
      },
    });
    const { policy } = only(registered, "aws:iam/rolePolicy:RolePolicy", "api-invocation-policy");
    expect(JSON.parse(policy as string)).toMatchObject({
      Statement: [{ Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [fn.liveArn] }],
    });
    const [one, two] = ["api-deployment", "api2-deployment"].map(
      (name) => only(registered, "aws:apigateway/deployment:Deployment", name)["triggers"],
    );
    expect(one).not.toEqual(two);
    expect(
      only(registered, "aws:apigateway/methodSettings:MethodSettings", "api-throttle-ping"),
    ).toMatchObject({
      methodPath: "~1hello/GET",
      settings: { throttlingRateLimit: 25, throttlingBurstLimit: 50 },
    });
  });

  test("paths of the same function share its throttle, and methods have no metrics of their own", async () => {
    const fn = new LambdaFunction("health", { entry: "health/health", description: "Answers", grants: [] });
    const alias = { ...ping, path: "/hallo", operationId: "pingAlias" };
    new RestApi("api", { routes: { ping, alias }, functions: [fn], version: "1" });
    await settled();
    for (const name of ["ping", "pingAlias"]) {
      expect(
        only(registered, "aws:apigateway/methodSettings:MethodSettings", `api-throttle-${name}`),
      ).toMatchObject({
        settings: { throttlingRateLimit: 12.5, throttlingBurstLimit: 25, metricsEnabled: false },
      });
    }
    expect(only(registered, "aws:apigateway/methodSettings:MethodSettings", "api-throttle")).toMatchObject({
      methodPath: "*/*",
      settings: { throttlingRateLimit: 50, throttlingBurstLimit: 100, metricsEnabled: false },
    });
  });

  test("an API without the function of a route is refused", async () => {
    expect(() => new RestApi("api", { routes: { ping }, functions: [], version: "1" })).toThrow(
      "GET /hello needs functions/health/health.ts, which is not deployed",
    );
    await settled();
  });
});
