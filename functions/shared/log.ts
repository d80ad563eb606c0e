import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";

import { attempt } from "./attempt";
import { givenCorrelationId } from "./correlation";
import { countFailure, publishMetrics } from "./metrics";

/** Fields of a request's log line. None may hold a phone number, code, token, name or address. */
export interface RequestLine {
  /** Request id of the gateway, also part of error responses. */
  requestId: string;
  /** Method and path template, e.g. `POST /auth/verify`. */
  route: string;
  status: number;
  latencyMs: number;
  /** Code of the error response. */
  errorCode?: string;
  /** The internal error. */
  error?: unknown;
}

/** Fields that handlers add to the request's log line. */
export interface Annotations {
  userId?: string;
  /** Refreshing a secret failed: the last known value is in use. */
  staleSecrets?: true;
  /** Channels over which the recipient of a message was refused for good. */
  refused?: readonly string[];
  /** What failed in a smoke test. Masked. */
  problems?: readonly string[];
}

/** Maximum number of causes that are logged. */
const MAX_CAUSES = 3;

// Service and level are read from POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL.
const logger = new Logger({
  persistentKeys: { stage: process.env["STAGE"], version: process.env["VERSION"] },
});

/**
 * The correlation id of the current request, for the messages and records that it causes; undefined outside of a
 * request. All that one request causes has its id.
 */
export function correlationId(): string | undefined {
  return logger.getCorrelationId() as string | undefined;
}

/** Adds fields to the log line of the current request. */
export function annotate(annotations: Annotations): void {
  logger.appendKeys({ ...annotations });
}

/** Writes the log line of a request: level ERROR for 5xx, else INFO. */
export function logRequest({ error, ...line }: RequestLine, context: Context | undefined): void {
  // Tests and consoles may pass an incomplete context.
  if (context?.functionName !== undefined) logger.addContext(context);
  if (line.status >= 500) logger.error("request", { ...line, failure: loggable(error) });
  else logger.info("request", { ...line });
  logger.resetKeys();
}

/**
 * Starts the log line of a request, and measures its latency. A failed log line or metric is dropped: it must not fail
 * the request, and there is nowhere else to report it.
 * @param given correlation id of the caller, message or record. Default, also for one that is not valid: the request id.
 * @returns writes the line, and the metrics of the request.
 */
export function startLine(
  line: Pick<RequestLine, "requestId" | "route">,
  context: Context | undefined,
  given?: string,
): (outcome: Omit<RequestLine, "requestId" | "route" | "latencyMs">) => void {
  const started = performance.now();
  logger.setCorrelationId(givenCorrelationId(given) ?? line.requestId);
  return (outcome) => {
    const latencyMs = Math.round(performance.now() - started);
    attempt(() => {
      logRequest({ ...line, ...outcome, latencyMs }, context);
    });
    attempt(() => {
      if (outcome.status >= 500) countFailure();
      publishMetrics();
    });
  };
}

/**
 * The loggable part of an error: name, message, stack and causes. Other fields of SDK errors may contain whole items.
 * Phone numbers and tokens are masked, since some services quote their input.
 */
export function loggable(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: mask(String(error)) };
  return {
    name: error.name,
    message: mask(error.message),
    stack: mask(error.stack ?? ""),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: loggable(error.cause, depth + 1) }),
  };
}

/** A text without tokens and long numbers. */
export function mask(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      const masked = line
        .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]")
        .replace(/\bses_[a-z0-9]+\.[\w-]+/g, "[token]")
        .replace(/\+\d[\d ().-]{4,}\d/g, "[number]");
      // Keep line and column numbers of bundles, and account ids in ARNs.
      if (/^\s+at /.test(line)) return masked;
      return masked.replace(
        /(\barn:aws:\w*:[\w-]*:\d{12})|\d{6,}/g,
        (_all, arn?: string) => arn ?? "[number]",
      );
    })
    .join("\n");
}
