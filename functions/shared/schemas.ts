import * as z from "zod/mini";

import { hiddenCharacter } from "./text";

/** Most characters of a phone number as typed, punctuation included. */
const PHONE_INPUT_MAX = 32;

/**
 * A phone number as people type or paste it: spaces and punctuation, full-width and invisible characters included,
 * are for the handler to remove, which then holds it against E.164. Here is only a bound.
 */
export const phoneNumber = z.string().check(z.minLength(8), z.maxLength(PHONE_INPUT_MAX));

/** Text that people will read: nothing in it is hidden from them. */
const shown = z.refine<string>((text) => hiddenCharacter(text) === undefined, {
  error: ({ input }) => `must not hold ${hiddenCharacter(String(input)) ?? ""}, which cannot be seen`,
});

/** Text that people will read. @param min characters. @param max characters. */
// @__NO_SIDE_EFFECTS__
export function shownText(min: number, max: number) {
  return z.string().check(z.minLength(min), z.maxLength(max), shown);
}

/** A person's name, 2 to 100 characters. */
export const personName = shownText(2, 100);

/** ISO 8601 in UTC. */
export const timestamp = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/));

/** Where a user stands in the approval by peers. */
export const userStatus = z.enum(["pending", "approved", "rejected", "suspended"]);

/** What a user may do beside what every member may. */
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

/** The one shape of every error, whether a handler or the gateway made it. */
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

/** An answer that is words only. */
export const message = z.object({ message: z.string() });

/** Which part of a list: `limit` entries (1 to 100, default 50) after `cursor`, as the last answer gave it. */
export const page = z.strictObject({
  limit: z.optional(z.string().check(z.regex(/^([1-9]\d?|100)$/))),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
});
