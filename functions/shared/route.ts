import type { ZodMiniType, output } from "zod/mini";

/** HTTP methods that the API uses. */
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/**
 * Who may call a route.
 * - `public`: everybody.
 * - `session`: any valid access token.
 * - `member`: the token of a user whose status is approved.
 * - `self`: a member or a pending user acting on their own id, or an admin.
 * - `owner`: like `self`, and also a user who was rejected: for what remains their right.
 * - `admin`: the token of an admin.
 * - `key`: an API key of a usage plan.
 */
export type Auth = "public" | "session" | "member" | "self" | "owner" | "admin" | "key";

/** Throttling limits. */
export interface Throttle {
  /** Steady rate, requests a second. */
  rate: number;
  /** Bucket size, requests. */
  burst: number;
}

/** Successful responses by status. `undefined`: no body. */
type Responses = Record<number, { description: string; schema: ZodMiniType | undefined }>;

/** Body of a successful response of a route. */
export type Result<
  R extends { responses: Record<Status, { schema: ZodMiniType }> },
  Status extends number = 200,
> = output<R["responses"][Status]["schema"]>;

/** Definition of a route, for gateway, handler, API reference and tests. */
export interface Route<
  Body extends ZodMiniType | undefined = ZodMiniType | undefined,
  Query extends ZodMiniType | undefined = ZodMiniType | undefined,
  Path extends string = string,
  Answers extends Responses = Responses,
> {
  method: Method;
  /** Path with `{parameters}`, as API Gateway writes it. */
  path: Path;
  auth: Auth;
  /** The Lambda entry under `functions/`, without extension; it exports `handler`. */
  function: string;
  /** `operationId` of the OpenAPI document: unique, camel case. */
  operationId: string;
  /** One line for the API reference. */
  summary: string;
  /** Heading under which the API reference lists the route. */
  tag: string;
  /** JSON body; callers may leave it out if all of its fields are optional. Absent: a body is ignored. */
  body?: Body;
  /** Query string; absent: no parameters. Unknown ones are errors. */
  query?: Query;
  /** Successful responses by status. `undefined`: no body. */
  responses: Answers;
  /** Error codes beside those that every route can return. */
  errors?: readonly ("UNAUTHORIZED" | "FORBIDDEN" | "NOT_FOUND" | "CONFLICT" | "PAYLOAD_TOO_LARGE")[];
  /** Factor of the stage's default throttle. Paths of the same function share it. Default: 1. */
  throttleFactor?: number;
}

/**
 * Defines a route with the types of its path and schemas. Annotate calls as PURE, so that bundles only include the
 * routes that they use.
 * @param define makes the definition. A function, since the calls that make schemas may have side effects for esbuild.
 */
export function route<
  const Path extends string,
  const Answers extends Responses,
  Body extends ZodMiniType | undefined = undefined,
  Query extends ZodMiniType | undefined = undefined,
>(define: () => Route<Body, Query, Path, Answers>): Route<Body, Query, Path, Answers> {
  return define();
}

/** The same route under another path. @param operationId must be unique. */
export function alias<
  const Path extends string,
  Answers extends Responses,
  Body extends ZodMiniType | undefined,
  Query extends ZodMiniType | undefined,
>(
  definition: Route<Body, Query, string, Answers>,
  path: Path,
  operationId: string,
): Route<Body, Query, Path, Answers> {
  return { ...definition, path, operationId };
}
