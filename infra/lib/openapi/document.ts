import * as z from "zod/mini";

import type { Auth, Method, Route } from "../../../functions/shared/route";
import { errorBody } from "../../../functions/shared/schemas";

/** The part of JSON Schema (draft 4) that API Gateway takes and that the routes use. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** One operation of an OpenAPI document. */
export interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: { name: string; in: "path" | "query"; required: boolean; schema: JsonSchema }[];
  requestBody?: { required: true; content: { "application/json": { schema: JsonSchema } } };
  responses: Record<string, unknown>;
  security?: Record<string, string[]>[];
  [extension: `x-${string}`]: unknown;
}

/** An OpenAPI 3.0 document as this project writes it. */
export interface OpenApiDocument {
  openapi: "3.0.3";
  info: { title: string; version: string; description?: string };
  tags: { name: string }[];
  paths: Record<string, Partial<Record<Lowercase<Method> | "options", Operation>>>;
  components: {
    schemas: Record<string, JsonSchema>;
    securitySchemes?: Record<string, unknown>;
    responses: Record<string, unknown>;
  };
  [extension: `x-${string}`]: unknown;
}

/** Answers that an operation can give without its doing. */
const ERRORS = {
  BAD_REQUEST: [400, "The request is not as this document says"],
  UNAUTHORIZED: [401, "Who calls is not known"],
  FORBIDDEN: [403, "Who calls may not do this"],
  NOT_FOUND: [404, "There is no such thing"],
  CONFLICT: [409, "It is not possible as things stand"],
  PAYLOAD_TOO_LARGE: [413, "The request is too large"],
  TOO_MANY_REQUESTS: [429, "Too many requests: wait as long as Retry-After says"],
  INTERNAL_ERROR: [500, "Something failed on our side"],
} as const;

type ErrorName = keyof typeof ERRORS;

/** Component names may hold letters and digits only: API Gateway makes models of them. */
function errorComponent(name: ErrorName): string {
  return name.toLowerCase().replace(/(^|_)([a-z])/g, (_all, _sep, letter: string) => letter.toUpperCase());
}

/**
 * The OpenAPI document of a route table: what is checked in as `docs/openapi.json`.
 * It says nothing of a stage; {@link ./gateway} adds what a gateway of one stage needs.
 * @throws Error when two routes share a path and method or an operationId.
 */
export function openApiDocument(routes: Readonly<Record<string, Route>>, version: string): OpenApiDocument {
  const document: OpenApiDocument = {
    openapi: "3.0.3",
    info: { title: "High School Classmates Connection Platform", version },
    tags: [],
    paths: {},
    components: {
      securitySchemes: {
        session: { type: "http", scheme: "bearer", description: "The access token that sign-in gave." },
        key: { type: "apiKey", in: "header", name: "x-api-key", description: "For integrations." },
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
    if (operationIds.has(route.operationId)) throw new Error(`two routes are called ${route.operationId}`);
    operationIds.add(route.operationId);
    if (!document.tags.some((tag) => tag.name === route.tag)) document.tags.push({ name: route.tag });
    item[method] = operation(route, document.components.schemas);
  }
  return document;
}

function operation(route: Route, schemas: Record<string, JsonSchema>): Operation {
  const schemaName = `${route.operationId.charAt(0).toUpperCase()}${route.operationId.slice(1)}`;
  const parameters = [...pathParameters(route.path), ...queryParameters(route)];
  const result: Operation = {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    ...(parameters.length > 0 ? { parameters } : {}),
    responses: {},
  };
  if (route.body !== undefined) {
    schemas[`${schemaName}Request`] = toJsonSchema(route.body, "input");
    result.requestBody = { required: true, content: jsonContent(`${schemaName}Request`) };
  }
  for (const [status, { description, schema }] of Object.entries(route.responses)) {
    if (schema !== undefined) schemas[`${schemaName}Response`] = toJsonSchema(schema, "output");
    result.responses[status] = {
      description,
      ...(schema === undefined ? {} : { content: jsonContent(`${schemaName}Response`) }),
    };
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
    admin: ["UNAUTHORIZED", "FORBIDDEN"],
    key: ["FORBIDDEN"],
  };
  const all = new Set<ErrorName>([
    ...(route.body === undefined && route.query === undefined ? [] : (["BAD_REQUEST"] as const)),
    ...(route.body === undefined ? [] : (["PAYLOAD_TOO_LARGE"] as const)),
    ...signedIn[route.auth],
    ...(route.errors ?? []),
    "TOO_MANY_REQUESTS",
    "INTERNAL_ERROR",
  ]);
  return (Object.keys(ERRORS) as ErrorName[]).filter((name) => all.has(name));
}

function pathParameters(path: string): NonNullable<Operation["parameters"]> {
  return [...path.matchAll(/\{([A-Za-z]+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(route: Route): NonNullable<Operation["parameters"]> {
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
    ...(name === "TOO_MANY_REQUESTS"
      ? { headers: { "Retry-After": { description: "Seconds to wait", schema: { type: "integer" } } } }
      : {}),
    content: jsonContent("Error"),
  };
}

function jsonContent(schemaName: string): { "application/json": { schema: JsonSchema } } {
  return { "application/json": { schema: { $ref: `#/components/schemas/${schemaName}` } } };
}

/** A zod schema as OpenAPI 3.0 takes it, without what means nothing there. */
function toJsonSchema(schema: z.ZodMiniType, io: "input" | "output"): JsonSchema {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, {
    target: "openapi-3.0",
    io,
    override: ({ jsonSchema }) => {
      // zod bounds every integer by what a double holds exactly; that is no rule of the API.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return rest;
}
