import { createHash } from "node:crypto";

import { badRequest } from "./errors";

/** Default number of entries of a page. */
const DEFAULT_LIMIT = 50;

/** The list that a cursor belongs to, and its fields. */
export interface CursorContext<Field extends string> {
  /** `operationId` of the route. */
  list: string;
  /**
   * Path parameters and filters that select the list, e.g. a user id or a year. A cursor is only valid for the partition
   * that it was created for.
   */
  partition: string;
  /**
   * Key attributes of the last entry, each with the pattern that the whole value must match. DynamoDB rejects a start key
   * outside of the queried range, so the patterns must not allow one.
   */
  fields: Readonly<Record<Field, RegExp>>;
}

/** An opaque cursor for the caller. It is not encrypted: use no personal data. */
export function encodeCursor<Field extends string>(
  values: Readonly<Record<Field, string>>,
  context: CursorContext<Field>,
): string {
  const parts = [tag(context), ...names(context).map((name) => values[name])];
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/**
 * Reverses {@link encodeCursor}. Cursors are not signed: a forged one can only start at another position of the same
 * list.
 * @returns undefined without a cursor.
 * @throws ApiError BAD_REQUEST for a cursor that {@link encodeCursor} would not create for this list.
 */
export function decodeCursor<Field extends string>(
  text: string | undefined,
  context: CursorContext<Field>,
): Record<Field, string> | undefined {
  if (text === undefined) return undefined;
  const [, ...values] = parts(text);
  const entries = names(context).map((name, i) => [name, whole(context.fields[name], values[i])] as const);
  const result = Object.fromEntries(entries) as Record<Field, string>;
  // Rejects the tag of another list, extra values, and non-canonical encodings.
  if (encodeCursor(result, context) !== text) throw refusal();
  return result;
}

/** Maximum number of entries of a page. @param limit validated by the `page` schema. */
export function pageLimit(limit: string | undefined): number {
  return limit === undefined ? DEFAULT_LIMIT : Number(limit);
}

function parts(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return Array.isArray(value) ? value : [];
  } catch {
    throw refusal();
  }
}

function whole(pattern: RegExp, value: unknown): string {
  if (typeof value !== "string" || pattern.exec(value)?.[0] !== value) throw refusal();
  return value;
}

function names<Field extends string>({ fields }: CursorContext<Field>): Field[] {
  return (Object.keys(fields) as Field[]).sort();
}

/** Identifies the list. Not a security measure, so 48 bits are enough. */
function tag({ list, partition, fields }: CursorContext<string>): string {
  const text = JSON.stringify([list, partition, Object.keys(fields).sort()]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 8);
}

function refusal() {
  return badRequest([{ field: "cursor", problem: "is not a cursor of this list" }]);
}
