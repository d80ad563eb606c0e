import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import type { ZodMiniType, output } from "zod/mini";

import { attempt } from "./attempt";
import { authorise, callerOf, subjectOf, type Caller } from "./caller";
import { environment, optionalEnvironment } from "./env";
import { ApiError } from "./errors";
import { annotate, logRequest } from "./log";
import type { Route } from "./route";
import type { ErrorCode } from "./schemas";
import { parseBody, parseQuery } from "./validation";

type Schema = ZodMiniType | undefined;
type Parsed<S extends Schema> = S extends ZodMiniType ? output<S> : undefined;

/** A request that has passed its route's schemas. */
export interface ApiRequest<Body extends Schema, Query extends Schema> {
  body: Parsed<Body>;
  query: Parsed<Query>;
  /** Values of the path's `{parameters}`, as they came. */
  path: Readonly<Record<string, string | undefined>>;
  /** Who calls. @throws Error on a route that anybody may call. */
  readonly caller: Caller;
  /** The user that the path names, `me` resolved. @throws Error on a path without `{userId}`. */
  readonly userId: string;
  /** Address of the caller as the gateway saw it, not as a header claims. Personal data. */
  sourceIp: string;
}

/** A successful answer. */
export interface Answer {
  status: number;
  /** Absent: an answer without a body. */
  body?: object;
}

/** What a route does with a valid request. */
export type Endpoint<Body extends Schema, Query extends Schema> = (
  request: ApiRequest<Body, Query>,
) => Promise<Answer>;

/** What the code reads of a gateway's event. A console or a test may send less, and is answered all the same. */
export interface GatewayEvent extends Partial<
  Pick<
    APIGatewayProxyEvent,
    | "httpMethod"
    | "resource"
    | "headers"
    | "body"
    | "isBase64Encoded"
    | "pathParameters"
    | "queryStringParameters"
    | "multiValueQueryStringParameters"
  >
> {
  requestContext?: {
    requestId?: string;
    identity?: { sourceIp?: string };
    authorizer?: Readonly<Record<string, unknown>> | null;
  };
}

/** A Lambda handler behind a REST API's proxy integration. */
export type ApiHandler = (
  event: GatewayEvent | null | undefined,
  context: Context | undefined,
) => Promise<APIGatewayProxyResult>;

const STATUS: Record<ErrorCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_ERROR: 500,
};

interface Served {
  result: APIGatewayProxyResult;
  failure?: { errorCode: ErrorCode; error: unknown };
}

/** On every answer. Answers of this API are for their caller alone, so no cache may keep one. */
const HEADERS = {
  "Content-Type": "application/json; charset=utf-8",
  "Cache-Control": "no-store",
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  Vary: "Origin",
} as const;

/**
 * The Lambda handler of a route behind a REST API's proxy integration. It validates the request, turns what is
 * thrown into the shared error shape and writes one log line. It never throws: a gateway would answer 502, and
 * an emulator would even show the text.
 * @param setup makes the endpoint from the environment; it runs once, at cold start. When it throws, every
 * request is answered with INTERNAL_ERROR and the log names the reason.
 */
export function apiHandler<Body extends Schema, Query extends Schema>(
  route: Route<Body, Query>,
  setup: () => Endpoint<Body, Query>,
): ApiHandler {
  const ready = attempt(() => {
    environment("CORS_ORIGINS");
    return setup();
  });
  // Read apart: an answer about a set-up that failed must reach a browser too.
  const origins = listed(optionalEnvironment("CORS_ORIGINS") ?? "");

  const serve = async (event: GatewayEvent, requestId: string): Promise<Served> => {
    try {
      if ("error" in ready) throw ready.error;
      const answer = await ready.value(requestOf(route, event));
      const body = answer.body === undefined ? "" : JSON.stringify(answer.body);
      return { result: { statusCode: answer.status, headers: HEADERS, body } };
    } catch (error) {
      const told =
        error instanceof ApiError ? error : new ApiError("INTERNAL_ERROR", "Something failed on our side.");
      return { result: errorResult(told, requestId), failure: { errorCode: told.code, error } };
    }
  };

  return async (given, context) => {
    const started = performance.now();
    const event = given ?? {};
    const requestId = event.requestContext?.requestId ?? context?.awsRequestId ?? "unknown";
    const { result, failure } = await serve(event, requestId);
    try {
      // The template, not the path: a path holds ids. An alias shows which of its paths was called.
      const called = `${event.httpMethod ?? route.method} ${event.resource ?? route.path}`;
      const latencyMs = Math.round(performance.now() - started);
      logRequest({ requestId, route: called, status: result.statusCode, latencyMs, ...failure }, context);
    } catch {
      // A request that was served is not failed because its line could not be written.
    }
    return { ...result, headers: { ...result.headers, ...corsHeaders(header(event, "origin"), origins) } };
  };
}

/** A 200 with this body. */
export function ok(body: object): Answer {
  return { status: 200, body };
}

/** A header's value whatever the case of its name; the last one where it came more than once. */
export function header(event: Pick<GatewayEvent, "headers">, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(event.headers ?? {}).findLast(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** Headers that let a browser of an allowed origin read the answer: none for any other. */
function corsHeaders(origin: string | undefined, allowed: readonly string[]): Record<string, string> {
  if (origin === undefined || !allowed.includes(origin)) return {};
  return { "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After" };
}

function requestOf<Body extends Schema, Query extends Schema>(
  route: Route<Body, Query>,
  event: GatewayEvent,
): ApiRequest<Body, Query> {
  const caller = callerOf(event.requestContext?.authorizer);
  if (caller !== undefined) annotate({ userId: caller.userId });
  const subject = subjectOf(event.pathParameters?.["userId"], caller);
  // Before anything is read of the request: who may not call learns nothing of what would be wrong with it.
  authorise(route.auth, caller, subject);
  const request = {
    body: (route.body === undefined
      ? undefined
      : parseBody(route.body, event.body, event.isBase64Encoded)) as Parsed<Body>,
    query: (route.query === undefined
      ? undefined
      : parseQuery(
          route.query,
          event.queryStringParameters,
          event.multiValueQueryStringParameters,
        )) as Parsed<Query>,
    path: event.pathParameters ?? {},
    sourceIp: event.requestContext?.identity?.sourceIp ?? "unknown",
  };
  return Object.defineProperties(request, {
    caller: { get: () => needed(caller, `${route.method} ${route.path} knows no caller`) },
    userId: { get: () => needed(subject, `${route.path} names no user`) },
  }) as ApiRequest<Body, Query>;
}

function errorResult(error: ApiError, requestId: string): APIGatewayProxyResult {
  return {
    statusCode: STATUS[error.code],
    headers: {
      ...HEADERS,
      ...(error.retryAfter === undefined ? {} : { "Retry-After": String(error.retryAfter) }),
    },
    body: JSON.stringify({ error: error.code, message: error.message, details: error.details, requestId }),
  };
}

function needed<T>(value: T | undefined, problem: string): T {
  if (value === undefined) throw new Error(problem);
  return value;
}

function listed(text: string): string[] {
  return text.split(",").flatMap((entry) => (entry.trim() === "" ? [] : [entry.trim()]));
}
