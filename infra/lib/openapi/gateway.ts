import { assertImportable } from "./import-rules";
import type { JsonSchema, OpenApiDocument, Operation, Parameter } from "./document";

/** What differs between stages. */
export interface GatewayOptions {
  /** Physical name of the API. */
  title: string;
  /** Invocation URIs of the functions, by operationId. */
  invocationUris: Readonly<Record<string, string>>;
  /** Role with which API Gateway invokes the functions. */
  invocationRoleArn: string;
  /** Invocation URI of the Lambda authorizer. Required if a route needs a signed-in caller. */
  authorizerUri?: string;
  /** Web origins that may call the API. */
  corsOrigins: readonly string[];
}

/** Seconds for which API Gateway caches results of the authorizer, so that a suspended user is out within a minute. */
const AUTHORIZER_TTL = 30;

const ALLOWED_HEADERS = "Authorization,Content-Type,X-Api-Key,X-Correlation-Id";
/** Seconds for which browsers cache the response to a preflight request. */
const PREFLIGHT_MAX_AGE = "600";

/** Gateway responses: errors of API Gateway itself, in the format of all errors of the API. */
const GATEWAY_ERRORS: Record<string, { status: string; code: string; message: string; retryAfter?: string }> =
  {
    BAD_REQUEST_BODY: {
      status: "400",
      code: "BAD_REQUEST",
      message: "The request body does not match the API reference.",
    },
    BAD_REQUEST_PARAMETERS: {
      status: "400",
      code: "BAD_REQUEST",
      message: "A parameter of the request is missing or invalid.",
    },
    UNAUTHORIZED: { status: "401", code: "UNAUTHORIZED", message: "Sign in first." },
    MISSING_AUTHENTICATION_TOKEN: { status: "404", code: "NOT_FOUND", message: "There is no such route." },
    RESOURCE_NOT_FOUND: { status: "404", code: "NOT_FOUND", message: "There is no such route." },
    // An error in the authorizer, not of the caller.
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
 * The document that API Gateway imports: the shared one with integrations, preflight methods, request validation and
 * gateway responses.
 * @throws Error if an operation has no function, or API Gateway would reject or ignore a part of the document.
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
  if (uri === undefined) throw new Error(`the operation ${operation.operationId} has no function`);
  const { "x-auth": auth, requestBody, parameters, ...rest } = operation;
  // The proxy integration passes all headers on; API Gateway does not import references to parameters.
  const imported = own(parameters);
  return {
    ...rest,
    ...(imported.length > 0 ? { parameters: imported } : {}),
    // Explicit, because the policy pack refuses a route without `security`.
    ...(auth === "public" ? { security: [] } : {}),
    // API Gateway would refuse a request without a body, even if the model accepts an empty object.
    ...(requestBody?.required !== true
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: "#/components/schemas/JsonObject" } } },
          },
        }),
    // A proxy integration returns the response of the function; responses described here would be unused models.
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

function pathParameters(methods: readonly (readonly [string, Operation])[]): Parameter[] {
  return own(methods[0]?.[1].parameters).filter((parameter) => parameter.in === "path");
}

/** Parameters of the operation itself, without references to shared ones. */
function own(parameters: Operation["parameters"] = []): Parameter[] {
  return parameters.filter((parameter): parameter is Parameter => !("$ref" in parameter));
}

/**
 * The method OPTIONS, which answers preflight requests. The header can name only one origin: of several, a template
 * selects that of the caller.
 */
function preflight(
  pathName: string,
  methods: readonly string[],
  origins: readonly string[],
  parameters: readonly Parameter[],
): Operation {
  const headers = {
    "Access-Control-Allow-Origin": origins[0] ?? "",
    "Access-Control-Allow-Methods": [...methods, "OPTIONS"].sort().join(","),
    "Access-Control-Allow-Headers": ALLOWED_HEADERS,
    "Access-Control-Max-Age": PREFLIGHT_MAX_AGE,
    Vary: "Origin",
  };
  // HTTP/2 sends the header's name in lower case. A missing header is null or empty, and equals no origin.
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
    ...(parameters.length === 0 ? {} : { parameters: [...parameters] }),
    responses: {
      "204": {
        description: "Allowed methods and headers",
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
 * With one origin, errors name it. With several, they echo that of the caller, since a gateway response has no logic. That
 * is safe: errors contain no secrets, and without cookies no origin acts for another.
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
          // A default keeps the status of the original error.
          ...(isDefault ? {} : { statusCode: status }),
          responseParameters: {
            "gatewayresponse.header.Access-Control-Allow-Origin": allowOrigin,
            "gatewayresponse.header.Vary": "'Origin'",
            "gatewayresponse.header.Cache-Control": "'no-store'",
            "gatewayresponse.header.X-Content-Type-Options": "'nosniff'",
            ...(retryAfter === undefined
              ? {}
              : {
                  "gatewayresponse.header.Retry-After": `'${retryAfter}'`,
                  "gatewayresponse.header.Access-Control-Expose-Headers": "'Retry-After'",
                }),
          },
          responseTemplates: { "application/json": errorTemplate(type, code, message) },
        },
      ];
    }),
  );
}

/** The security schemes that the operations use. */
function securitySchemes(
  document: OpenApiDocument,
  { authorizerUri, invocationRoleArn }: GatewayOptions,
): Record<string, unknown> {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const asked = (scheme: string): boolean =>
    operations.some(({ security }) => security?.some((requirement) => scheme in requirement) === true);
  if (asked("session") && authorizerUri === undefined) {
    throw new Error("routes need a signed-in caller, but there is no authorizer");
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
              // Without the header, API Gateway responds with 401.
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

/** A template of a JSON body. API Gateway substitutes `messageString` with quotes. */
function errorTemplate(type: string, code: string, message: string): string {
  const details =
    type === "BAD_REQUEST_BODY" ? ',"details":[{"field":"body","problem":$context.error.messageString}]' : "";
  return `{"error":"${code}","message":"${message}"${details},"requestId":"$context.requestId"}`;
}

/**
 * The model of every request body: a JSON object with a limited number of properties. The handler validates the fields,
 * because a gateway response cannot name the invalid field, and every 400 of the API does.
 */
function bodyModel(): JsonSchema {
  return { type: "object", maxProperties: 50 };
}
