import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import type { ZodMiniType, output } from "zod/mini";

import { attempt } from "./attempt";
import { authorise, callerOf, subjectOf, type Caller } from "./caller";
import { CORRELATION_HEADER } from "./correlation";
import { defined } from "./defined";
import { environment, optionalEnvironment } from "./env";
import { ApiError } from "./errors";
import { annotate, correlationId, startLine } from "./log";
import type { Route } from "./route";
import { noQuery, type ErrorCode } from "./schemas";
import { withinLimit } from "./time-limit";
import { parseBody, parseQuery } from "./validation";

type Schema = ZodMiniType | undefined;
type Parsed<S extends Schema> = S extends ZodMiniType ? output<S> : undefined;

/** A request, validated by the schemas of its route. */
export interface ApiRequest<Body extends Schema, Query extends Schema> {
  body: Parsed<Body>;
  query: Parsed<Query>;
  /** Path parameters, not validated. */
  path: Readonly<Record<string, string | undefined>>;
  /** The caller. @throws Error on a public route. */
  readonly caller: Caller;
  /** `{userId}` of the path, with `me` resolved. @throws Error on a path without `{userId}`. */
  readonly userId: string;
  /** IP address of the caller, as seen by the gateway, not from a header. Personal data. */
  sourceIp: string;
}

/** A successful response. */
export interface Answer {
  status: number;
  /** Absent: no body. */
  body?: object;
}

/** Handles a valid request. */
export type Endpoint<Body extends Schema, Query extends Schema> = (
  request: ApiRequest<Body, Query>,
) => Promise<Answer>;

/** The fields that the code reads from a gateway's event. All are optional: console tests send incomplete events. */
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

/** A Lambda handler behind a proxy integration of a REST API. */
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

/** Headers of every response. Responses are specific to the caller, so caches must not store them. */
const HEADERS = {
  "Content-Type": "application/json; charset=utf-8",
  "Cache-Control": "no-store",
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  Vary: "Origin",
} as const;

/**
 * The Lambda handler of a route. It validates the request, converts errors to the shared error shape and writes one log
 * line. It never throws: the gateway would respond with 502.
 * @param setup creates the endpoint from the environment, once, at cold start. If it throws, every request gets
 * INTERNAL_ERROR and the log shows the reason.
 */
export function apiHandler<Body extends Schema, Query extends Schema>(
  route: Route<Body, Query>,
  setup: () => Endpoint<Body, Query>,
): ApiHandler {
  const ready = attempt(() => {
    environment("CORS_ORIGINS");
    return setup();
  });
  // Read separately: browsers need CORS headers on the response to a failed setup, too.
  const origins = listed(optionalEnvironment("CORS_ORIGINS") ?? "");

  const handle = (event: GatewayEvent): Promise<Answer> => {
    if ("error" in ready) throw ready.error;
    return ready.value(requestOf(route, event));
  };
  const serve = async (
    event: GatewayEvent,
    context: Context | undefined,
    requestId: string,
  ): Promise<Served> => {
    try {
      const answer = await withinLimit(context, async () => handle(event));
      const body = answer.body === undefined ? "" : JSON.stringify(answer.body);
      return { result: { statusCode: answer.status, headers: HEADERS, body } };
    } catch (error) {
      const told =
        error instanceof ApiError ? error : new ApiError("INTERNAL_ERROR", "Something failed on our side.");
      return { result: errorResult(told, requestId), failure: { errorCode: told.code, error } };
    }
  };

  return async (given, context) => {
    const event = given ?? {};
    const requestId = event.requestContext?.requestId ?? context?.awsRequestId ?? "unknown";
    // The template, since paths contain ids. From the event, so that an alias shows its own path.
    const called = `${event.httpMethod ?? route.method} ${event.resource ?? route.path}`;
    const log = startLine({ requestId, route: called }, context, header(event, CORRELATION_HEADER));
    const correlation = { [CORRELATION_HEADER]: correlationId() ?? requestId };
    const { result, failure } = await serve(event, context, requestId);
    log({ status: result.statusCode, ...failure });
    const cors = corsHeaders(header(event, "origin"), origins);
    return { ...result, headers: { ...result.headers, ...correlation, ...cors } };
  };
}

/** A 200 response. */
export function ok(body: object): Answer {
  return { status: 200, body };
}

/** Value of a header, by case-insensitive name; the last one if it is repeated. */
export function header(event: Pick<GatewayEvent, "headers">, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(event.headers ?? {}).findLast(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** CORS headers for an allowed origin; none for any other. */
function corsHeaders(origin: string | undefined, allowed: readonly string[]): Record<string, string> {
  if (origin === undefined || !allowed.includes(origin)) return {};
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": `Retry-After,${CORRELATION_HEADER}`,
  };
}

function requestOf<Body extends Schema, Query extends Schema>(
  route: Route<Body, Query>,
  event: GatewayEvent,
): ApiRequest<Body, Query> {
  const caller = callerOf(event.requestContext?.authorizer);
  if (caller !== undefined) annotate({ userId: caller.userId });
  const subject = subjectOf(event.pathParameters?.["userId"], caller);
  // Before validation: unauthorised callers learn nothing about what is valid.
  authorise(route.auth, caller, subject);
  // Every route refuses parameters that it does not know: a misspelt filter must not be ignored.
  const query = parseQuery(
    route.query ?? noQuery,
    event.queryStringParameters,
    event.multiValueQueryStringParameters,
  );
  const request = {
    body: (route.body === undefined
      ? undefined
      : parseBody(route.body, event.body, event.isBase64Encoded)) as Parsed<Body>,
    query: (route.query === undefined ? undefined : query) as Parsed<Query>,
    path: event.pathParameters ?? {},
    sourceIp: event.requestContext?.identity?.sourceIp ?? "unknown",
  };
  return Object.defineProperties(request, {
    caller: { get: () => needed(caller, `${route.method} ${route.path} has no caller`) },
    userId: { get: () => needed(subject, `${route.path} has no {userId}`) },
  }) as ApiRequest<Body, Query>;
}

function errorResult(error: ApiError, requestId: string): APIGatewayProxyResult {
  return {
    statusCode: STATUS[error.code],
    headers: defined({ ...HEADERS, "Retry-After": error.retryAfter?.toString() }),
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
