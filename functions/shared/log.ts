import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";

/** What a log line may say of a request. There is no key for a number, a code, a token, a name or an address. */
export interface RequestLine {
  /** Gateway's id, the one an error answer shows. */
  requestId: string;
  /** Method and path template, e.g. `POST /auth/verify`. */
  route: string;
  status: number;
  latencyMs: number;
  /** Code of the error answer. */
  errorCode?: string;
  /** What failed on our side. */
  error?: unknown;
}

/** Facts that a handler learns on its way and that belong on the request's line. */
export interface Annotations {
  userId?: string;
  /** A secret could not be read anew: the last value that was read is in use. */
  staleSecrets?: true;
}

/** Longest cause chain that is logged. */
const MAX_CAUSES = 3;

// The level is read from LOG_LEVEL by the logger itself.
const logger = new Logger({
  serviceName: "sjc1990app",
  persistentKeys: { stage: process.env["STAGE"], version: process.env["VERSION"] },
});

/** Adds to the line of the request in hand. */
export function annotate(annotations: Annotations): void {
  logger.appendKeys({ ...annotations });
}

/** Writes the one line of a request: at level ERROR where we failed, else INFO. */
export function logRequest({ error, ...line }: RequestLine, context: Context | undefined): void {
  // Handlers are tried with half a context in tests and consoles; a line without it is better than none.
  if (context?.functionName !== undefined) logger.addContext(context);
  if (line.status >= 500) logger.error("request", { ...line, failure: loggable(error) });
  else logger.info("request", { ...line });
  logger.resetKeys();
}

/**
 * An error as a log may hold it. Only name, message, stack and causes: errors of the SDK carry whole items in
 * other fields. Numbers and tokens in the text are masked, since some services quote what they were given.
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

function mask(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      const masked = line
        .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]")
        .replace(/\bses_[a-z0-9]+\.[\w-]+/g, "[token]")
        .replace(/\+\d[\d ().-]{4,}\d/g, "[number]");
      // Lines and columns of a bundle have six digits at times; the account in an ARN has twelve.
      if (/^\s+at /.test(line)) return masked;
      return masked.replace(
        /(\barn:aws:\w*:[\w-]*:\d{12})|\d{6,}/g,
        (_all, arn?: string) => arn ?? "[number]",
      );
    })
    .join("\n");
}
