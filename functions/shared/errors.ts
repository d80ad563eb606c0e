import type { ErrorCode } from "./schemas";

/** What is wrong with one field of a request. Never holds the value itself. */
export interface FieldProblem {
  /** Path of the field, e.g. `quietHours.start`; `body` for the body as a whole. */
  field: string;
  /** In words, e.g. `must have at least 2 characters`. */
  problem: string;
}

/** What an {@link ApiError} may carry beside code and message. */
export interface ApiErrorExtras {
  details?: readonly FieldProblem[];
  /** Seconds to wait before the next try. */
  retryAfter?: number;
}

/** A refusal that the caller is told of as it stands. Anything else that is thrown becomes INTERNAL_ERROR. */
export class ApiError extends Error {
  readonly details: readonly FieldProblem[] | undefined;
  readonly retryAfter: number | undefined;

  /** @param code of the shared error shape. @param message for a person; goes to the caller. */
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

/** The request itself is wrong; `details` name each field. */
export function badRequest(details: readonly FieldProblem[]): ApiError {
  return new ApiError("BAD_REQUEST", "The request is not valid.", { details });
}

/** The caller is not who they would have to be. */
export function unauthorized(message: string): ApiError {
  return new ApiError("UNAUTHORIZED", message);
}

/** The caller is known, and may not. */
export function forbidden(message: string): ApiError {
  return new ApiError("FORBIDDEN", message);
}

/** The body is larger than any route takes. */
export function payloadTooLarge(): ApiError {
  return new ApiError("PAYLOAD_TOO_LARGE", "The request is too large.");
}

/** A limit is reached. @param retryAfter seconds until the next try can succeed; at least 1 is told. */
export function tooManyRequests(retryAfter: number): ApiError {
  return new ApiError("TOO_MANY_REQUESTS", "Too many requests: wait and try again.", {
    retryAfter: Math.max(1, Math.ceil(retryAfter)),
  });
}
