import type { ZodMiniType } from "zod/mini";

/** HTTP methods that the API uses. */
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/**
 * Who may call a route.
 * - `public`: anybody.
 * - `session`: any valid access token.
 * - `member`: the token of a user whose status is approved.
 * - `self`: a member or a pending user acting on their own id, or an admin.
 * - `admin`: the token of an admin.
 * - `key`: an API key that belongs to a usage plan.
 */
export type Auth = "public" | "session" | "member" | "self" | "admin" | "key";

/** Requests a second in the long run, and how many may come at once. */
export interface Throttle {
  /** Steady rate, requests a second. */
  rate: number;
  /** Bucket size, requests. */
  burst: number;
}

/** Successful answers by status. `undefined`: an answer without a body. */
type Responses = Record<number, { description: string; schema: ZodMiniType | undefined }>;

/** One row of the route table: everything the gateway, the handler, the reference and the tests know of a route. */
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
  /** JSON body; absent: the route takes none. */
  body?: Body;
  /** Query string; absent: the route takes none. */
  query?: Query;
  /** Successful answers by status. `undefined`: an answer without a body. */
  responses: Answers;
  /** Error codes the route can give beside those that every route can. */
  errors?: readonly ("UNAUTHORIZED" | "FORBIDDEN" | "NOT_FOUND" | "CONFLICT" | "PAYLOAD_TOO_LARGE")[];
  /** Tighter than the stage's default throttle; a factor of it, so that it follows the stage. */
  throttleFactor?: number;
}

/**
 * Declares a route and keeps the types of its path and schemas.
 * Calls are marked pure, so that a handler's bundle holds only the routes it names.
 */
export function route<
  const Path extends string,
  const Answers extends Responses,
  Body extends ZodMiniType | undefined = undefined,
  Query extends ZodMiniType | undefined = undefined,
>(definition: Route<Body, Query, Path, Answers>): Route<Body, Query, Path, Answers> {
  return definition;
}

/** The same route under another path. @param operationId its own, as two operations may not share one. */
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
