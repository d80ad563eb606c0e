import * as z from "zod/mini";

import { CORRELATION_HEADER } from "../../../functions/shared/correlation";
import { defined } from "../../../functions/shared/defined";
import type { Auth, Method, Route } from "../../../functions/shared/route";
import { errorBody } from "../../../functions/shared/schemas";

/** JSON Schema draft 4, as far as API Gateway supports it. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** A parameter of an operation. */
export interface Parameter {
  name: string;
  in: "path" | "query";
  required: boolean;
  schema: JsonSchema;
}

/** One operation of an OpenAPI document. */
export interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required: boolean; content: { "application/json": { schema: JsonSchema } } };
  responses: Record<string, unknown>;
  security?: Record<string, string[]>[];
  [extension: `x-${string}`]: unknown;
}

/** An OpenAPI 3.0 document, as far as this project uses it. */
export interface OpenApiDocument {
  openapi: "3.0.3";
  info: { title: string; version: string; description?: string };
  tags: { name: string }[];
  paths: Record<string, Partial<Record<Lowercase<Method> | "options", Operation>>>;
  components: {
    schemas: Record<string, JsonSchema>;
    securitySchemes?: Record<string, unknown>;
    responses: Record<string, unknown>;
    parameters?: Record<string, unknown>;
    headers?: Record<string, unknown>;
  };
  [extension: `x-${string}`]: unknown;
}

/** Errors that operations share. */
const ERRORS = {
  BAD_REQUEST: [400, "The request does not match this document"],
  UNAUTHORIZED: [401, "The caller is not signed in"],
  FORBIDDEN: [403, "The caller is not allowed to do this"],
  NOT_FOUND: [404, "Not found"],
  CONFLICT: [409, "The request conflicts with the current state"],
  PAYLOAD_TOO_LARGE: [413, "The request is too large"],
  TOO_MANY_REQUESTS: [429, "Too many requests: retry after the time in Retry-After"],
  INTERNAL_ERROR: [500, "Internal error"],
} as const;

/** Headers of all responses of functions. */
const HEADERS = { [CORRELATION_HEADER]: { $ref: "#/components/headers/CorrelationId" } };

type ErrorName = keyof typeof ERRORS;

/** Letters and digits only: API Gateway turns components into models. */
function errorComponent(name: ErrorName): string {
  return name.toLowerCase().replace(/(^|_)([a-z])/g, (_all, _sep, letter: string) => letter.toUpperCase());
}

/**
 * The OpenAPI document of a route table, checked in as `docs/openapi.json`. It is the same for all stages; gateway.ts
 * adds what API Gateway needs.
 * @throws Error if two routes share a method and path, or an operationId.
 */
export function openApiDocument(routes: Readonly<Record<string, Route>>, version: string): OpenApiDocument {
  const document: OpenApiDocument = {
    openapi: "3.0.3",
    info: { title: "High School Classmates Connection Platform", version },
    tags: [],
    paths: {},
    components: {
      securitySchemes: {
        session: { type: "http", scheme: "bearer", description: "Access token from sign-in." },
        key: { type: "apiKey", in: "header", name: "x-api-key", description: "For integrations." },
      },
      parameters: {
        CorrelationId: {
          ...{ name: CORRELATION_HEADER, in: "header", required: false, schema: { type: "string" } },
          description:
            "Links everything that the request causes. A random id of 1 to 64 letters, digits, hyphens and underscores, " +
            "never personal data; anything else is ignored",
        },
      },
      headers: {
        CorrelationId: {
          description:
            "Correlation id of the request, or its request id. Errors of the gateway itself have none",
          schema: { type: "string" },
        },
      },
      schemas: { Error: toJsonSchema(errorBody, "output") },
      responses: Object.fromEntries(
        (Object.keys(ERRORS) as ErrorName[]).map((name) => [errorComponent(name), errorResponse(name)]),
      ),
    },
  };
  const operationIds = new Set<string>();
  for (const route of Object.values(routes)) {
    const method = route.method.toLowerCase() as Lowercase<Method>;
    const item = (document.paths[route.path] ??= {});
    if (item[method] !== undefined) throw new Error(`two routes for ${route.method} ${route.path}`);
    if (operationIds.has(route.operationId))
      throw new Error(`two routes have the operationId ${route.operationId}`);
    operationIds.add(route.operationId);
    if (!document.tags.some((tag) => tag.name === route.tag)) document.tags.push({ name: route.tag });
    item[method] = operation(route, document.components.schemas);
  }
  return document;
}

function operation(route: Route, schemas: Record<string, JsonSchema>): Operation {
  const schemaName = `${route.operationId.charAt(0).toUpperCase()}${route.operationId.slice(1)}`;
  const parameters = [
    ...pathParameters(route.path),
    ...queryParameters(route),
    { $ref: "#/components/parameters/CorrelationId" },
  ];
  const result: Operation = {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    parameters,
    responses: {},
  };
  if (route.body !== undefined) {
    schemas[`${schemaName}Request`] = toJsonSchema(route.body, "input");
    const required = !route.body.safeParse({}).success;
    result.requestBody = { required, content: jsonContent(`${schemaName}Request`) };
  }
  for (const [status, { description, schema }] of Object.entries(route.responses)) {
    if (schema !== undefined) schemas[`${schemaName}Response`] = toJsonSchema(schema, "output");
    const content = schema && jsonContent(`${schemaName}Response`);
    result.responses[status] = defined({ description, headers: HEADERS, content });
  }
  if (route.auth !== "public") result.security = [{ [route.auth === "key" ? "key" : "session"]: [] }];
  for (const name of errorsOf(route)) {
    result.responses[String(ERRORS[name][0])] = { $ref: `#/components/responses/${errorComponent(name)}` };
  }
  result["x-auth"] = route.auth;
  return result;
}

function errorsOf(route: Route): ErrorName[] {
  const signedIn: Record<Auth, ErrorName[]> = {
    public: [],
    session: ["UNAUTHORIZED"],
    member: ["UNAUTHORIZED", "FORBIDDEN"],
    self: ["UNAUTHORIZED", "FORBIDDEN"],
    owner: ["UNAUTHORIZED", "FORBIDDEN"],
    admin: ["UNAUTHORIZED", "FORBIDDEN"],
    key: ["FORBIDDEN"],
  };
  const all = new Set<ErrorName>([
    "BAD_REQUEST",
    ...(route.body === undefined ? [] : (["PAYLOAD_TOO_LARGE"] as const)),
    ...signedIn[route.auth],
    ...(route.errors ?? []),
    "TOO_MANY_REQUESTS",
    "INTERNAL_ERROR",
  ]);
  return (Object.keys(ERRORS) as ErrorName[]).filter((name) => all.has(name));
}

function pathParameters(path: string): Parameter[] {
  return [...path.matchAll(/\{([A-Za-z]+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(route: Route): Parameter[] {
  if (route.query === undefined) return [];
  const schema = toJsonSchema(route.query, "input");
  const required = new Set(Array.isArray(schema["required"]) ? (schema["required"] as string[]) : []);
  return Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>).map(
    ([name, property]) => ({
      name,
      in: "query",
      required: required.has(name),
      schema: property,
    }),
  );
}

function errorResponse(name: ErrorName): unknown {
  return {
    description: ERRORS[name][1],
    headers: {
      ...HEADERS,
      ...(name === "TOO_MANY_REQUESTS"
        ? { "Retry-After": { description: "Seconds to wait", schema: { type: "integer" } } }
        : {}),
    },
    content: jsonContent("Error"),
  };
}

function jsonContent(schemaName: string): { "application/json": { schema: JsonSchema } } {
  return { "application/json": { schema: { $ref: `#/components/schemas/${schemaName}` } } };
}

/** A zod schema as a JSON Schema of OpenAPI 3.0. */
function toJsonSchema(schema: z.ZodMiniType, io: "input" | "output"): JsonSchema {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, {
    target: "openapi-3.0",
    io,
    override: ({ jsonSchema }) => {
      // zod adds the safe integer range to every integer. It is no rule of the API.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return rest;
}
