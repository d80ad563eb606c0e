import * as z from "zod/mini";

import { routes } from "../../../functions/routes";
import { route, type Route } from "../../../functions/shared/route";
import { gatewayDocument } from "./gateway";
import { openApiDocument } from "./document";

const update = route(() => ({
  method: "PUT",
  path: "/things/{thingId}",
  auth: "self",
  function: "things/update",
  operationId: "updateThing",
  tag: "Things",
  summary: "Changes a thing",
  body: z.strictObject({
    size: z.int().check(z.gte(1), z.lte(5)),
    note: z.optional(z.string().check(z.maxLength(9))),
  }),
  query: z.object({ dry: z.optional(z.enum(["yes", "no"])) }),
  responses: {
    200: { description: "Changed", schema: z.object({ size: z.int() }) },
    204: { description: "As it was", schema: undefined },
  },
  errors: ["NOT_FOUND"],
}));

const gateway = (table: Record<string, Route>, corsOrigins: string[] = ["https://a.example.org"]) =>
  gatewayDocument(openApiDocument(table, "1"), {
    title: "api",
    invocationUris: Object.fromEntries(
      Object.values(table).map(({ operationId }) => [operationId, `uri:${operationId}`]),
    ),
    invocationRoleArn: "arn:role",
    authorizerUri: "uri:authorizer",
    corsOrigins,
  });

test("an operation lists parameters, body, responses and all its errors", () => {
  const document = openApiDocument({ update }, "1");
  const operation = document.paths["/things/{thingId}"]?.put;
  expect(operation?.parameters).toEqual([
    { name: "thingId", in: "path", required: true, schema: { type: "string" } },
    { name: "dry", in: "query", required: false, schema: { type: "string", enum: ["yes", "no"] } },
    { $ref: "#/components/parameters/CorrelationId" },
  ]);
  expect(document.components.parameters?.["CorrelationId"]).toMatchObject({
    ...{ name: "X-Correlation-Id", in: "header", required: false },
  });
  for (const status of ["200", "204"]) {
    expect(operation?.responses[status]).toMatchObject({
      headers: { "X-Correlation-Id": { $ref: "#/components/headers/CorrelationId" } },
    });
  }
  expect(Object.keys(operation?.responses ?? {})).toEqual([
    "200",
    "204",
    "400",
    "401",
    "403",
    "404",
    "413",
    "429",
    "500",
  ]);
  expect(document.components.schemas["UpdateThingRequest"]).toEqual({
    type: "object",
    properties: { size: { type: "integer", minimum: 1, maximum: 5 }, note: { type: "string", maxLength: 9 } },
    required: ["size"],
    additionalProperties: false,
  });
});

test("two routes cannot share a method and path, or an operationId", () => {
  expect(() => openApiDocument({ a: update, b: { ...update, operationId: "other" } }, "1")).toThrow(
    "two routes for PUT /things/{thingId}",
  );
  expect(() => openApiDocument({ a: update, b: { ...update, path: "/other" } }, "1")).toThrow(
    "two routes have the operationId updateThing",
  );
});

describe("the document of API Gateway", () => {
  test("invokes the function of every operation with a role", () => {
    const document = gateway(routes);
    for (const { path, method, operationId } of Object.values(routes)) {
      const operation = document.paths[path]?.[method.toLowerCase() as "get"];
      expect(operation?.["x-amazon-apigateway-integration"]).toMatchObject({
        type: "aws_proxy",
        httpMethod: "POST",
        uri: `uri:${operationId}`,
        credentials: "arn:role",
      });
    }
  });

  test("calls the authorizer, and caches its result for less than a minute", () => {
    const document = gateway({ update });
    expect(document.paths["/things/{thingId}"]?.put?.security).toEqual([{ session: [] }]);
    expect(document.components.securitySchemes?.["session"]).toMatchObject({
      "x-amazon-apigateway-authtype": "custom",
      "x-amazon-apigateway-authorizer": {
        type: "request",
        identitySource: "method.request.header.Authorization",
        authorizerUri: "uri:authorizer",
        authorizerResultTtlInSeconds: 30,
      },
    });
  });

  test("marks public routes explicitly", () => {
    const open: Route = { ...update, auth: "public" };
    expect(gateway({ open }).paths["/things/{thingId}"]?.put?.security).toEqual([]);
  });

  test("refuses routes for signed-in callers without an authorizer", () => {
    expect(() =>
      gatewayDocument(openApiDocument({ update }, "1"), {
        title: "api",
        invocationUris: { updateThing: "uri" },
        invocationRoleArn: "arn:role",
        corsOrigins: ["https://a.example.org"],
      }),
    ).toThrow("routes need a signed-in caller, but there is no authorizer");
  });

  test("refuses an operation without a function", () => {
    expect(() =>
      gatewayDocument(openApiDocument({ update }, "1"), {
        title: "api",
        invocationUris: {},
        invocationRoleArn: "arn:role",
        corsOrigins: ["https://a.example.org"],
      }),
    ).toThrow("the operation updateThing has no function");
  });

  test("answers preflight requests with the methods of the path", () => {
    const options = gateway({ update }).paths["/things/{thingId}"]?.options;
    expect(options?.["x-amazon-apigateway-integration"]).toMatchObject({
      type: "mock",
      responses: {
        default: {
          statusCode: "204",
          responseParameters: {
            "method.response.header.Access-Control-Allow-Origin": "'https://a.example.org'",
            "method.response.header.Access-Control-Allow-Methods": "'OPTIONS,PUT'",
          },
        },
      },
    });
    expect(options?.parameters).toEqual([
      { name: "thingId", in: "path", required: true, schema: { type: "string" } },
    ]);
    expect(options?.["x-amazon-apigateway-integration"]).toMatchObject({
      responses: {
        default: {
          responseParameters: {
            "method.response.header.Access-Control-Allow-Headers": expect.stringContaining(
              "X-Correlation-Id",
            ) as string,
          },
        },
      },
    });
  });

  test("has gateway responses in the common format, as JSON, with CORS", () => {
    const responses = gateway({ update })["x-amazon-apigateway-gateway-responses"] as Record<
      string,
      { responseTemplates: { "application/json": string }; responseParameters: Record<string, string> }
    >;
    expect(Object.keys(responses).length).toBeGreaterThan(12);
    for (const { responseTemplates, responseParameters } of Object.values(responses)) {
      const body = responseTemplates["application/json"]
        .replaceAll("$context.error.messageString", '"Invalid request body"')
        .replaceAll("$context.requestId", "id");
      expect(JSON.parse(body)).toMatchObject({
        error: expect.stringMatching(/^[A-Z_]+$/) as string,
        message: expect.stringMatching(/\.$/) as string,
        requestId: "id",
      });
      expect(responseParameters["gatewayresponse.header.Access-Control-Allow-Origin"]).toBe(
        "'https://a.example.org'",
      );
    }
  });

  test("lets scripts read Retry-After wherever it is sent", () => {
    const responses = gateway({ update })["x-amazon-apigateway-gateway-responses"] as Record<
      string,
      { responseParameters: Record<string, string> }
    >;
    const header = (name: string) =>
      Object.keys(responses).filter(
        (type) => `gatewayresponse.header.${name}` in (responses[type]?.responseParameters ?? {}),
      );
    expect(header("Retry-After").sort()).toEqual(["QUOTA_EXCEEDED", "THROTTLED"]);
    expect(header("Access-Control-Expose-Headers")).toEqual(header("Retry-After"));
    for (const type of header("Retry-After")) {
      expect(responses[type]?.responseParameters).toMatchObject({
        "gatewayresponse.header.Access-Control-Expose-Headers": "'Retry-After'",
      });
    }
  });

  test("requires a body only where a field is required", () => {
    const document = openApiDocument(routes, "1");
    const imported = gateway(routes);
    const optional = Object.values(routes).filter(({ path, method }) => {
      const name = method.toLowerCase() as "post";
      const body = document.paths[path]?.[name]?.requestBody;
      // API Gateway would refuse a request without a body.
      expect(imported.paths[path]?.[name]?.requestBody !== undefined).toBe(body?.required === true);
      return body?.required === false;
    });
    expect(optional.map(({ operationId }) => operationId).sort()).toEqual([
      ...["approve", "reject", "updatePreferences"],
    ]);
  });

  const changes: [string, Partial<Route>][] = [
    ["path", { path: "/things/{thingId}/more" }],
    ["method", { method: "POST" }],
    ["function", { operationId: "changeThing" }],
    ["body presence", { body: undefined }],
    ["query", { query: undefined }],
  ];
  test.each(changes)("changes with the %s, so that the API is deployed", (_what, change) => {
    expect(gateway({ update: { ...(update as Route), ...change } })).not.toEqual(gateway({ update }));
  });

  test("changes with the origins", () => {
    expect(gateway({ update }, ["https://b.example.org"])).not.toEqual(gateway({ update }));
  });
});
