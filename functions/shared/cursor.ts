import { createHash } from "node:crypto";

import { badRequest } from "./errors";

/** Entries of a page when the caller asks for no number. */
const DEFAULT_LIMIT = 50;

/** Which list a cursor belongs to, and what it holds. */
export interface CursorContext<Field extends string> {
  /** `operationId` of the route. */
  list: string;
  /**
   * Which list of that route: what the path and the filters name, e.g. a user's id or a year. It is not in the
   * cursor, and must not be read from one: a cursor of one list is refused in another.
   */
  partition: string;
  /**
   * The attributes that tell where the next page begins, each with what its whole value must match. A pattern lets
   * through what the list's own query takes and nothing else: DynamoDB refuses a start outside of what is queried.
   */
  fields: Readonly<Record<Field, RegExp>>;
}

/** Where a page begins, as opaque text for the caller. It is not secret: put nothing personal in it. */
export function encodeCursor<Field extends string>(
  values: Readonly<Record<Field, string>>,
  context: CursorContext<Field>,
): string {
  const parts = [tag(context), ...names(context).map((name) => values[name])];
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/**
 * The reverse of {@link encodeCursor}. There is no signature: whoever forges a cursor can name another place in the
 * list that they may read anyway, and nothing else.
 * @returns nothing when there is no cursor: the list from its beginning.
 * @throws ApiError BAD_REQUEST for anything that {@link encodeCursor} did not make in this context.
 */
export function decodeCursor<Field extends string>(
  text: string | undefined,
  context: CursorContext<Field>,
): Record<Field, string> | undefined {
  if (text === undefined) return undefined;
  const [, ...values] = parts(text);
  const entries = names(context).map((name, i) => [name, whole(context.fields[name], values[i])] as const);
  const result = Object.fromEntries(entries) as Record<Field, string>;
  // Refuses another list's tag, whatever is too much, and text that decodes to the same in another way.
  if (encodeCursor(result, context) !== text) throw refusal();
  return result;
}

/** How many entries a page has at most. @param limit as the `page` schema let it through. */
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

/** Tells lists apart; no protection, so 48 bits do. */
function tag({ list, partition, fields }: CursorContext<string>): string {
  const text = JSON.stringify([list, partition, Object.keys(fields).sort()]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 8);
}

function refusal() {
  return badRequest([{ field: "cursor", problem: "is not one that this list gave" }]);
}
