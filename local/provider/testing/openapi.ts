import type { JsonObject } from "../resources/apigateway/document";

const cors = { "gatewayresponse.header.Access-Control-Allow-Origin": "'https://app.example'" };

/** A gateway response in the shared error shape. */
const gatewayError = (code: string, statusCode?: string): JsonObject => ({
  ...(statusCode === undefined ? {} : { statusCode }),
  responseParameters: cors,
  responseTemplates: {
    "application/json": `{"error":"${code}","message":$context.error.messageString,"requestId":"$context.requestId","type":"$context.error.responseType"}`,
  },
});

/** An operation that a function answers. */
export function operation(id: string, invokeArn: string, more: JsonObject = {}): JsonObject {
  return {
    operationId: id,
    responses: { "200": { description: "done" } },
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: invokeArn },
    ...more,
  };
}

/** A preflight answer, made by the gateway alone. */
export const preflight = (methods: string): JsonObject => ({
  responses: {
    "204": {
      description: "allowed",
      headers: Object.fromEntries(
        ["Access-Control-Allow-Origin", "Access-Control-Allow-Methods"].map((name) => [
          name,
          { schema: { type: "string" } },
        ]),
      ),
    },
  },
  "x-amazon-apigateway-integration": {
    type: "mock",
    requestTemplates: { "application/json": '{"statusCode": 204}' },
    responses: {
      default: {
        statusCode: "204",
        responseParameters: {
          "method.response.header.Access-Control-Allow-Origin": "'https://app.example'",
          "method.response.header.Access-Control-Allow-Methods": `'${methods}'`,
        },
      },
    },
  },
});

/** A document with a bit of everything. Paths are given by the test. */
export const openApi = (
  paths: JsonObject,
  authorizerUri = "arn:none",
  more: JsonObject = {},
): JsonObject => ({
  openapi: "3.0.3",
  info: { title: "Tested", version: "1" },
  paths,
  components: {
    schemas: {
      Name: { type: "string", minLength: 2 },
      NewUser: {
        type: "object",
        additionalProperties: false,
        required: ["name"],
        properties: { name: { $ref: "#/components/schemas/Name" } },
      },
    },
    securitySchemes: {
      token: {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": {
          type: "request",
          identitySource: "method.request.header.Authorization",
          authorizerResultTtlInSeconds: 60,
          authorizerUri,
        },
      },
      key: { type: "apiKey", name: "x-api-key", in: "header" },
    },
  },
  "x-amazon-apigateway-request-validators": {
    all: { validateRequestBody: true, validateRequestParameters: true },
  },
  "x-amazon-apigateway-request-validator": "all",
  "x-amazon-apigateway-gateway-responses": {
    DEFAULT_4XX: gatewayError("BAD_REQUEST"),
    DEFAULT_5XX: gatewayError("INTERNAL_ERROR"),
    UNAUTHORIZED: gatewayError("UNAUTHORIZED", "401"),
    ACCESS_DENIED: gatewayError("FORBIDDEN", "403"),
    MISSING_AUTHENTICATION_TOKEN: gatewayError("NOT_FOUND", "404"),
    THROTTLED: gatewayError("TOO_MANY_REQUESTS", "429"),
  },
  ...more,
});
