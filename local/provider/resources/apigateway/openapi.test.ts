import { openApi, operation, preflight } from "../../testing/openapi";
import type { JsonObject } from "./document";
import { partsOf, settingsOf } from "./openapi";
import { differences } from "./parts";

const parts = (document: JsonObject) => partsOf(JSON.stringify(document), "abc");
const uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations";

describe("a document", () => {
  it("becomes resources with their parents, methods and what these need", () => {
    const { paths, methods, models, validators, authorizers, gatewayResponses } = parts(
      openApi(
        {
          "/users/{userId}/photos": {
            parameters: [{ name: "userId", in: "path", required: true, schema: { type: "string" } }],
            get: operation("photos", uri, {
              security: [{ token: [], key: [] }],
              parameters: [{ name: "limit", in: "query", schema: { type: "integer" } }],
            }),
          },
          "/users": {
            post: operation("addUser", uri, {
              requestBody: {
                content: { "application/json": { schema: { $ref: "#/components/schemas/NewUser" } } },
              },
            }),
          },
        },
        "arn:authorizer",
      ),
    );
    expect(paths).toEqual(["/users", "/users/{userId}", "/users/{userId}/photos"]);
    expect(methods["GET /users/{userId}/photos"]).toMatchObject({
      authorizationType: "CUSTOM",
      authorizer: "token",
      apiKeyRequired: true,
      operationName: "photos",
      requestParameters: { "method.request.path.userId": true, "method.request.querystring.limit": false },
      validator: "all",
      integration: { type: "AWS_PROXY", httpMethod: "POST", uri, timeoutInMillis: 29_000, responses: {} },
    });
    expect(methods["POST /users"]).toMatchObject({
      authorizationType: "NONE",
      apiKeyRequired: false,
      requestModels: { "application/json": "NewUser" },
    });
    expect(models["NewUser"]?.schema).toEqual({
      type: "object",
      additionalProperties: false,
      required: ["name"],
      properties: { name: { $ref: "https://apigateway.amazonaws.com/restapis/abc/models/Name" } },
    });
    expect(validators).toEqual({ all: { validateRequestBody: true, validateRequestParameters: true } });
    expect(authorizers["token"]).toMatchObject({ type: "REQUEST", authorizerResultTtlInSeconds: 60 });
    expect(gatewayResponses["MISSING_AUTHENTICATION_TOKEN"]?.statusCode).toBe("404");
  });

  it("turns an inline schema into a model, the same for the same schema", () => {
    const body = { requestBody: { content: { "application/json": { schema: { type: "object" } } } } };
    const { models, methods } = parts(
      openApi({ "/a": { post: operation("a", uri, body) }, "/b": { post: operation("b", uri, body) } }),
    );
    const [name] = Object.keys(models).filter((model) => model.startsWith("MODEL"));
    expect(methods["POST /a"]?.requestModels).toEqual({ "application/json": name });
    expect(methods["POST /b"]?.requestModels).toEqual({ "application/json": name });
  });

  it("declares the headers of a preflight", () => {
    const method = parts(openApi({ "/a": { options: preflight("GET") } })).methods["OPTIONS /a"];
    expect(method?.responses["204"]?.responseParameters).toHaveProperty(
      ["method.response.header.Access-Control-Allow-Methods"],
      false,
    );
    expect(method?.integration?.responses["204"]).toMatchObject({
      responseParameters: { "method.response.header.Access-Control-Allow-Methods": "'GET'" },
    });
  });

  it("holds settings of the API", () => {
    const document = openApi({}, "", {
      "x-amazon-apigateway-api-key-source": "authorizer",
      "x-amazon-apigateway-binary-media-types": ["image/png"],
      "x-amazon-apigateway-minimum-compression-size": 1024,
    });
    expect(settingsOf(JSON.stringify(document))).toMatchObject({
      apiKeySource: "AUTHORIZER",
      binaryMediaTypes: ["image/png"],
      minimumCompressionSize: "1024",
    });
  });
});

describe("documents that API Gateway would reject are rejected", () => {
  const get = (more: JsonObject): JsonObject => openApi({ "/a": { get: operation("a", uri, more) } });
  const schema = (more: JsonObject): JsonObject => openApi({}, "", { components: { schemas: more } });
  const mock = (more: JsonObject): JsonObject => ({
    "x-amazon-apigateway-integration": { type: "mock", ...more },
  });

  it.each<[string, JsonObject, string]>([
    ["OpenAPI 3.1", { openapi: "3.1.0" }, "not OpenAPI 3.0"],
    ["security for all", { ...openApi({}), security: [{ token: [] }] }, "`security` at its root"],
    [
      "no integration",
      get({ "x-amazon-apigateway-integration": null }),
      "GET /a has no x-amazon-apigateway-integration",
    ],
    ["an unknown scheme", get({ security: [{ basic: [] }] }), "the route would be open"],
    ["an unknown validator", get({ "x-amazon-apigateway-request-validator": "x" }), "request validator x"],
    [
      "a missing reference",
      get({ parameters: [{ $ref: "#/components/parameters/x" }] }),
      "refers to #/components/parameters/x",
    ],
    [
      "an answer not declared",
      get(mock({ responses: { default: { statusCode: "204" } } })),
      "answers with status 204",
    ],
    [
      "a header not declared",
      get(
        mock({
          responses: {
            default: { statusCode: "200", responseParameters: { "method.response.header.X": "'1'" } },
          },
        }),
      ),
      "sets method.response.header.X",
    ],
    ["half a path part", openApi({ "/a-{id}": {} }), "the part a-{id}"],
    ["a model name", schema({ "New-User": {} }), "the schema New-User cannot be a model"],
    [
      "words of OpenAPI",
      schema({ A: { type: "object", properties: { b: { nullable: true } } } }),
      "A uses nullable",
    ],
    ["a later draft", schema({ A: { type: "number", exclusiveMinimum: 0 } }), "a number in exclusiveMinimum"],
  ])("%s", (_what, document, message) => {
    expect(() => parts(document)).toThrow(message);
  });

  it("a property may be named like a keyword", () => {
    expect(() =>
      parts(schema({ A: { type: "object", properties: { example: { type: "string" } } } })),
    ).not.toThrow();
  });
});

describe("differences", () => {
  const paths = { "/a": { get: operation("a", uri) }, "/b": { get: operation("b", uri) } };

  it("ignore order and form", () => {
    const turned = openApi({ "/b": paths["/b"], "/a": paths["/a"] });
    expect(differences(parts(openApi(paths)), parts(turned), false)).toEqual([]);
  });

  it("name missing, different and extra parts; merging keeps extra ones", () => {
    const wanted = parts(
      openApi({ "/a": { get: operation("other", uri) }, "/c": { get: operation("c", uri) } }),
    );
    const live = parts(openApi(paths));
    const kept = ["method GET /a is different", "method GET /c is missing", "resource /c is missing"];
    const gone = ["method GET /b is not of this document", "resource /b is not of this document"];
    expect(differences(wanted, live, true)).toEqual(kept);
    expect(differences(wanted, live, false).sort()).toEqual([...kept, ...gone].sort());
  });
});
