import { assertImportable } from "./import-rules";
import type { JsonSchema, OpenApiDocument, Operation } from "./document";

/** What a gateway of one stage adds to the document that all stages share. */
export interface GatewayOptions {
  /** The API's physical name. */
  title: string;
  /** Invocation URI of the function behind each operation, by operationId. */
  invocationUris: Readonly<Record<string, string>>;
  /** Role that the gateway assumes to invoke the functions. */
  invocationRoleArn: string;
  /** Invocation URI of the function that tells who calls. Needed when a route asks for that. */
  authorizerUri?: string;
  /** Web origins that may call. */
  corsOrigins: readonly string[];
}

/** Seconds that the gateway may remember who a token stands for: a suspended user is out within a minute. */
const AUTHORIZER_TTL = 30;

const ALLOWED_HEADERS = "Authorization,Content-Type,X-Api-Key,X-Correlation-Id";
/** Seconds that a browser may keep the answer to a preflight. */
const PREFLIGHT_MAX_AGE = "600";

/** Errors that the gateway makes itself, with the code and the words of the shared error shape. */
const GATEWAY_ERRORS: Record<string, { status: string; code: string; message: string; retryAfter?: string }> =
  {
    BAD_REQUEST_BODY: {
      status: "400",
      code: "BAD_REQUEST",
      message: "The request body is not as the API reference says.",
    },
    BAD_REQUEST_PARAMETERS: {
      status: "400",
      code: "BAD_REQUEST",
      message: "A parameter of the request is missing or wrong.",
    },
    UNAUTHORIZED: { status: "401", code: "UNAUTHORIZED", message: "Sign in first." },
    MISSING_AUTHENTICATION_TOKEN: { status: "404", code: "NOT_FOUND", message: "There is no such route." },
    RESOURCE_NOT_FOUND: { status: "404", code: "NOT_FOUND", message: "There is no such route." },
    // The authorizer failed, not the caller.
    AUTHORIZER_FAILURE: { status: "500", code: "INTERNAL_ERROR", message: "Something failed on our side." },
    ACCESS_DENIED: { status: "403", code: "FORBIDDEN", message: "You may not do this." },
    INVALID_API_KEY: { status: "403", code: "FORBIDDEN", message: "The API key is not valid here." },
    EXPIRED_TOKEN: { status: "401", code: "UNAUTHORIZED", message: "Sign in again." },
    INVALID_SIGNATURE: { status: "403", code: "FORBIDDEN", message: "You may not do this." },
    WAF_FILTERED: { status: "403", code: "FORBIDDEN", message: "You may not do this." },
    REQUEST_TOO_LARGE: { status: "413", code: "PAYLOAD_TOO_LARGE", message: "The request is too large." },
    UNSUPPORTED_MEDIA_TYPE: {
      status: "400",
      code: "BAD_REQUEST",
      message: "Send JSON, with Content-Type: application/json.",
    },
    THROTTLED: {
      status: "429",
      code: "TOO_MANY_REQUESTS",
      message: "Too many requests: wait a moment.",
      retryAfter: "1",
    },
    QUOTA_EXCEEDED: {
      status: "429",
      code: "TOO_MANY_REQUESTS",
      message: "The quota of this API key is used up.",
      retryAfter: "3600",
    },
    DEFAULT_4XX: { status: "400", code: "BAD_REQUEST", message: "The request could not be understood." },
    DEFAULT_5XX: { status: "500", code: "INTERNAL_ERROR", message: "Something failed on our side." },
  };

/**
 * The document that API Gateway imports: the shared one with integrations, preflights, validation and
 * the gateway's own errors in the shared shape.
 * @throws Error when an operation has no function behind it, or the service would not take the document as it is meant.
 */
export function gatewayDocument(document: OpenApiDocument, options: GatewayOptions): OpenApiDocument {
  const paths: OpenApiDocument["paths"] = {};
  for (const [path, item] of Object.entries(document.paths)) {
    const methods = Object.entries(item) as [keyof typeof item, Operation][];
    paths[path] = Object.fromEntries(
      methods.map(([method, operation]) => [method, forGateway(operation, options)]),
    );
    paths[path].options = preflight(
      path.replace(/[^A-Za-z]+([A-Za-z])?/g, (_all, letter: string | undefined) =>
        (letter ?? "").toUpperCase(),
      ),
      methods.map(([method]) => method.toUpperCase()),
      options.corsOrigins,
      pathParameters(methods),
    );
  }
  const imported: OpenApiDocument = {
    ...document,
    info: { ...document.info, title: options.title },
    paths,
    components: {
      schemas: { JsonObject: bodyModel() },
      responses: {},
      securitySchemes: securitySchemes(document, options),
    },
    "x-amazon-apigateway-request-validators": {
      "body-and-parameters": { validateRequestBody: true, validateRequestParameters: true },
    },
    "x-amazon-apigateway-request-validator": "body-and-parameters",
    "x-amazon-apigateway-gateway-responses": gatewayResponses(options.corsOrigins),
  };
  assertImportable(imported);
  return imported;
}

function forGateway(operation: Operation, { invocationUris, invocationRoleArn }: GatewayOptions): Operation {
  const uri = invocationUris[operation.operationId];
  if (uri === undefined) throw new Error(`the operation ${operation.operationId} has no function behind it`);
  const { "x-auth": auth, requestBody, ...rest } = operation;
  return {
    ...rest,
    // That a route is public is said, not left to be concluded: the policy pack refuses a route that says nothing.
    ...(auth === "public" ? { security: [] } : {}),
    ...(requestBody === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: "#/components/schemas/JsonObject" } } },
          },
        }),
    // A proxied function answers as it will; answers described here would only become unused models.
    responses: { "200": { description: operation.summary } },
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri,
      credentials: invocationRoleArn,
      passthroughBehavior: "never",
      timeoutInMillis: 29_000,
    },
  };
}

function pathParameters(methods: readonly (readonly [string, Operation])[]): Operation["parameters"] {
  return methods[0]?.[1].parameters?.filter((parameter) => parameter.in === "path");
}

/**
 * The answer to a browser's preflight. One configured origin is told as it is; of several, the
 * template picks the one that asks, since the header holds one origin only.
 */
function preflight(
  pathName: string,
  methods: readonly string[],
  origins: readonly string[],
  parameters: Operation["parameters"],
): Operation {
  const headers = {
    "Access-Control-Allow-Origin": origins[0] ?? "",
    "Access-Control-Allow-Methods": [...methods, "OPTIONS"].sort().join(","),
    "Access-Control-Allow-Headers": ALLOWED_HEADERS,
    "Access-Control-Max-Age": PREFLIGHT_MAX_AGE,
    Vary: "Origin",
  };
  // Over HTTP/2 the header's name comes in lower case. What is not there is null or empty, and equals no origin.
  const pickOrigin =
    `#set($one = $input.params().header.get("Origin"))#set($two = $input.params().header.get("origin"))` +
    origins
      .slice(1)
      .map(
        (origin) =>
          `#if($one == "${origin}" || $two == "${origin}")` +
          `#set($context.responseOverride.header.Access-Control-Allow-Origin = "${origin}")#end`,
      )
      .join("");
  return {
    operationId: `preflight${pathName}`,
    summary: "Preflight",
    tags: [],
    ...(parameters === undefined || parameters.length === 0 ? {} : { parameters }),
    responses: {
      "204": {
        description: "What a web page may send",
        headers: Object.fromEntries(
          Object.keys(headers).map((name) => [name, { schema: { type: "string" } }]),
        ),
      },
    },
    "x-amazon-apigateway-integration": {
      type: "mock",
      passthroughBehavior: "when_no_match",
      requestTemplates: { "application/json": '{"statusCode": 204}' },
      responses: {
        default: {
          statusCode: "204",
          responseParameters: Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]),
          ),
          ...(origins.length > 1 ? { responseTemplates: { "application/json": pickOrigin } } : {}),
        },
      },
    },
  };
}

/**
 * With one origin configured, errors name it. With several, they echo the caller's: a gateway response
 * cannot choose, and what it holds is no secret (no cookie is ever used, so no origin reads with another's rights).
 */
function gatewayResponses(origins: readonly string[]): Record<string, unknown> {
  const [first = "", ...others] = origins;
  const allowOrigin = others.length === 0 ? `'${first}'` : "method.request.header.Origin";
  return Object.fromEntries(
    Object.entries(GATEWAY_ERRORS).map(([type, { status, code, message, retryAfter }]) => {
      const isDefault = type.startsWith("DEFAULT_");
      return [
        type,
        {
          // A default keeps the status that it stands in for.
          ...(isDefault ? {} : { statusCode: status }),
          responseParameters: {
            "gatewayresponse.header.Access-Control-Allow-Origin": allowOrigin,
            "gatewayresponse.header.Vary": "'Origin'",
            "gatewayresponse.header.Cache-Control": "'no-store'",
            "gatewayresponse.header.X-Content-Type-Options": "'nosniff'",
            ...(retryAfter === undefined ? {} : { "gatewayresponse.header.Retry-After": `'${retryAfter}'` }),
          },
          responseTemplates: { "application/json": errorTemplate(type, code, message) },
        },
      ];
    }),
  );
}

/** How callers are told apart, for what the operations ask. */
function securitySchemes(
  document: OpenApiDocument,
  { authorizerUri, invocationRoleArn }: GatewayOptions,
): Record<string, unknown> {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const asked = (scheme: string): boolean =>
    operations.some(({ security }) => security?.some((requirement) => scheme in requirement) === true);
  if (asked("session") && authorizerUri === undefined) {
    throw new Error("routes ask who calls, and no function was given that tells");
  }
  return {
    ...(asked("session")
      ? {
          session: {
            type: "apiKey",
            name: "Authorization",
            in: "header",
            "x-amazon-apigateway-authtype": "custom",
            "x-amazon-apigateway-authorizer": {
              type: "request",
              // Without the header the gateway answers 401 by itself.
              identitySource: "method.request.header.Authorization",
              authorizerUri,
              authorizerCredentials: invocationRoleArn,
              authorizerResultTtlInSeconds: AUTHORIZER_TTL,
            },
          },
        }
      : {}),
    ...(asked("key") ? { key: { type: "apiKey", name: "x-api-key", in: "header" } } : {}),
  };
}

/** Templates are filled by plain substitution; `messageString` comes with its quotes, so that this stays JSON. */
function errorTemplate(type: string, code: string, message: string): string {
  const details =
    type === "BAD_REQUEST_BODY" ? ',"details":[{"field":"body","problem":$context.error.messageString}]' : "";
  return `{"error":"${code}","message":"${message}"${details},"requestId":"$context.requestId"}`;
}

/**
 * What the gateway holds a body against: that it is a JSON object of sane breadth. The fields are the
 * handler's to judge, by the same schema: a gateway response cannot name the field that is wrong, and
 * the API promises that every 400 does.
 */
function bodyModel(): JsonSchema {
  return { type: "object", maxProperties: 50 };
}
