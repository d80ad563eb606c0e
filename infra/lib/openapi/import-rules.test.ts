import * as z from "zod/mini";

import { routes } from "../../../functions/routes";
import { route } from "../../../functions/shared/route";
import { gatewayDocument } from "./gateway";
import { assertImportable, importProblems } from "./import-rules";
import { openApiDocument } from "./document";

const document = (parts: {
  schemas?: object;
  paths?: object;
  openapi?: string;
  securitySchemes?: object;
}) => ({
  openapi: parts.openapi ?? "3.0.3",
  paths: parts.paths ?? {},
  components: { schemas: parts.schemas ?? {}, securitySchemes: parts.securitySchemes ?? {} },
});
const model = (schema: object) => document({ schemas: { Model: { type: "object", ...schema } } });
const operation = (parts: object, path = "/users/{userId}") =>
  document({ paths: { [path]: { get: { responses: { "200": { description: "" } }, ...parts } } } });

test("API Gateway supports the whole document of the platform", () => {
  const whole = gatewayDocument(openApiDocument(routes, "1.0.0"), {
    title: "api",
    invocationUris: Object.fromEntries(
      Object.values(routes).map(({ operationId }) => [
        operationId,
        "arn:aws:apigateway:us-east-1:lambda:path/x",
      ]),
    ),
    invocationRoleArn: "arn:aws:iam::123456789012:role/x",
    authorizerUri: "arn:aws:apigateway:us-east-1:lambda:path/y",
    corsOrigins: ["https://a.example.org", "https://b.example.org"],
  });
  expect(importProblems(whole)).toEqual([]);
  expect(Object.keys(whole["paths"] as object).length).toBeGreaterThan(15);
});

test("keywords of draft 4 are supported, and properties may be named like keywords", () => {
  const schema = {
    required: ["a"],
    properties: {
      a: { type: "string", minLength: 1, maxLength: 9, pattern: "^a", enum: ["a"] },
      const: { type: "number", minimum: 0, maximum: 9 },
      readOnly: { $ref: "#/components/schemas/Model" },
    },
    allOf: [{ maxProperties: 3 }],
  };
  expect(importProblems(model(schema))).toEqual([]);
});

test.each([
  ...[
    "additionalProperties",
    "anyOf",
    "oneOf",
    "discriminator",
    "example",
    "examples",
    "readOnly",
    "writeOnly",
    "nullable",
    "deprecated",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
    "const",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "$id",
    "$schema",
  ].map((keyword): [string, object, string] => [
    `the keyword ${keyword}`,
    model({ properties: { list: { type: "array", items: { [keyword]: 1 } } } }),
    `components.schemas.Model.properties.list.${keyword}: `,
  ]),
  [
    "a type that may be null",
    model({ properties: { a: { type: ["string", "null"] } } }),
    "Model.properties.a.type: ",
  ],
  ["a number's format", model({ properties: { a: { type: "integer", format: "int64" } } }), "format: int64"],
  ["a reference to elsewhere", model({ properties: { a: { $ref: "other.json#/a" } } }), "$ref: "],
  ["a model with a hyphen", document({ schemas: { "a-b": {} } }), "components.schemas.a-b: "],
  ["another version", document({ openapi: "3.1.0" }), "openapi: "],
  ["a bearer scheme", document({ securitySchemes: { s: { type: "http" } } }), "securitySchemes.s: "],
  ["half a segment as parameter", operation({}, "/users/u{id}"), '/users/u{id}: "u{id}"'],
  ["the service's own path", operation({}, "/ping"), "/ping: "],
  [
    "a cookie",
    operation({ parameters: [{ name: "c", in: "cookie", schema: {} }] }),
    ".c: unsupported location",
  ],
  [
    "a parameter's style",
    operation({ parameters: [{ name: "q", in: "query", style: "deepObject", schema: {} }] }),
    ".q.style: ",
  ],
  ["a default response", operation({ responses: { default: {} } }), "responses.default: "],
  ["a response by reference", operation({ responses: { "500": { $ref: "#/x" } } }), "responses.500: "],
  [
    "a body by a schema in place",
    operation({ requestBody: { content: { "application/json": { schema: { oneOf: [] } } } } }),
    "requestBody.application/json.oneOf: ",
  ],
  ["callbacks", operation({ callbacks: {} }), ".callbacks: "],
])("%s is refused, with its path", (_what, bad, expected) => {
  const problems = importProblems(bad);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(expected);
  expect(() => {
    assertImportable(bad);
  }).toThrow(expected);
});

test("a route with an unsupported constraint is refused at preview", () => {
  const asking = route(() => ({
    method: "GET",
    path: "/pages",
    auth: "public",
    function: "health/health",
    operationId: "pages",
    tag: "Test",
    summary: "Asks for a number above 0",
    query: z.strictObject({ page: z.optional(z.number().check(z.gt(0))) }),
    responses: { 200: { description: "It answers", schema: undefined } },
  }));
  expect(() =>
    gatewayDocument(openApiDocument({ asking }, "1.0.0"), {
      title: "api",
      invocationUris: { pages: "arn:aws:apigateway:us-east-1:lambda:path/x" },
      invocationRoleArn: "arn:aws:iam::123456789012:role/x",
      corsOrigins: ["https://app.example.org"],
    }),
  ).toThrow("/pages.get.parameters.page.schema.exclusiveMinimum: not supported");
});
