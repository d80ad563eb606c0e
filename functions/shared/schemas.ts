import * as z from "zod/mini";

import { hiddenCharacter, isName, tidyLine, tidyText } from "./text";

/** Maximum length of a phone number as typed, including punctuation. */
const PHONE_INPUT_MAX = 32;

/**
 * A phone number as typed or pasted. Checks the length only: handlers normalise and validate it, see phone.ts.
 */
export const phoneNumber = z.string().check(z.minLength(8), z.maxLength(PHONE_INPUT_MAX));

/** Displayed text: no hidden characters. */
const shown = z.refine<string>((text) => hiddenCharacter(text) === undefined, {
  error: ({ input }) => `must not contain the hidden character ${hiddenCharacter(String(input)) ?? ""}`,
});

/** Displayed text, normalised by {@link tidyText} and then counted. @param min characters. @param max characters. */
// @__NO_SIDE_EFFECTS__
export function shownText(min: number, max: number) {
  return z.string().check(shown, z.overwrite(tidyText), z.minLength(min), z.maxLength(max));
}

/** A person's name, normalised by {@link tidyLine} and then counted: 2 to 100 characters, or one Han character. */
export const personName = /* @__PURE__ */ z
  .string()
  .check(
    shown,
    z.overwrite(tidyLine),
    z.minLength(1, { abort: true }),
    z.maxLength(100),
    z.refine(isName, { error: "must have at least 2 characters, or one Han character" }),
  );

/** ISO 8601 in UTC. */
export const timestamp = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/));

/** Status of a user. */
export const userStatus = z.enum(["pending", "approved", "rejected", "suspended"]);

/** Role of a user. */
export const userRole = z.enum(["user", "admin"]);

/** Codes of the shared error shape. */
export const errorCode = z.enum([
  "BAD_REQUEST",
  "UNAUTHORIZED",
  "FORBIDDEN",
  "NOT_FOUND",
  "CONFLICT",
  "PAYLOAD_TOO_LARGE",
  "TOO_MANY_REQUESTS",
  "INTERNAL_ERROR",
]);

/** Body of all error responses, of handlers and gateway. */
export const errorBody = z.object({
  error: errorCode,
  message: z.string(),
  details: z.optional(z.array(z.object({ field: z.string(), problem: z.string() }))),
  requestId: z.string(),
});

/** See {@link errorBody}. */
export type ErrorBody = z.infer<typeof errorBody>;

/** One of {@link errorCode}. */
export type ErrorCode = z.infer<typeof errorCode>;

/** One of {@link userStatus}. */
export type UserStatus = z.infer<typeof userStatus>;

/** One of {@link userRole}. */
export type UserRole = z.infer<typeof userRole>;

/** A response with a message only. */
export const message = z.object({ message: z.string() });

/** The query string of a route without parameters. */
export const noQuery = /* @__PURE__ */ z.strictObject({});

/** Pagination: `limit` entries (1 to 100, default 50) after `cursor`, the `nextCursor` of the previous page. */
export const page = z.strictObject({
  limit: z.optional(z.string().check(z.regex(/^([1-9]\d?|100)$/))),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
});
