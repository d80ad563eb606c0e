import type { ErrorCode } from "./schemas";

/** A problem with a field of a request. Never contains the value. */
export interface FieldProblem {
  /** Path of the field, e.g. `quietHours.start`; `body` for the body as a whole. */
  field: string;
  /** Description, e.g. `must have at least 2 characters`. */
  problem: string;
}

/** Optional parts of an {@link ApiError}. */
export interface ApiErrorExtras {
  details?: readonly FieldProblem[];
  /** Value of the Retry-After header, s. */
  retryAfter?: number;
}

/** An error that is returned to the caller. Any other error becomes INTERNAL_ERROR. */
export class ApiError extends Error {
  readonly details: readonly FieldProblem[] | undefined;
  readonly retryAfter: number | undefined;

  /** @param code of the shared error shape. @param message returned to the caller. */
  constructor(
    readonly code: ErrorCode,
    message: string,
    extras: ApiErrorExtras = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.details = extras.details;
    this.retryAfter = extras.retryAfter;
  }
}

/** The request is invalid; `details` lists the problem of each field. */
export function badRequest(details: readonly FieldProblem[]): ApiError {
  return new ApiError("BAD_REQUEST", "The request is not valid.", { details });
}

/** The caller is not authenticated. */
export function unauthorized(message: string): ApiError {
  return new ApiError("UNAUTHORIZED", message);
}

/** The caller is authenticated but lacks permission. */
export function forbidden(message: string): ApiError {
  return new ApiError("FORBIDDEN", message);
}

/** The body is larger than any route accepts. */
export function payloadTooLarge(): ApiError {
  return new ApiError("PAYLOAD_TOO_LARGE", "The request is too large.");
}

/** A limit is reached. @param retryAfter seconds until the next attempt can succeed; rounded up to at least 1. */
export function tooManyRequests(retryAfter: number): ApiError {
  return new ApiError("TOO_MANY_REQUESTS", "Too many requests. Try again later.", {
    retryAfter: Math.max(1, Math.ceil(retryAfter)),
  });
}
