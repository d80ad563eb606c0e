import { same } from "../../properties/canonical";

/**
 * Condition keys that the emulator does not support: a statement with one would never match. State, program and policy
 * pack have the whole document; only the emulator gets it without these conditions.
 */
const UNKNOWN_KEYS = new Set(["ses:FromAddress"]);

interface Statement {
  Condition?: Record<string, Record<string, unknown>>;
}

/** A policy document without conditions on keys that the emulator does not support. IAM rejects invalid JSON. */
export function withoutUnknownConditions(document: string): string {
  let parsed: { Statement?: Statement | Statement[] };
  try {
    parsed = JSON.parse(document) as typeof parsed;
  } catch {
    return document;
  }
  const statements = [parsed.Statement ?? []].flat();
  if (!statements.some(({ Condition = {} }) => Object.values(Condition).some(hasUnknown))) return document;
  return JSON.stringify({ ...parsed, Statement: statements.map(lighten) });
}

/**
 * The document as it was `written` if the emulator has the same one without unsupported conditions, else the live one.
 */
export function asWritten(live: string, written: string | undefined): string {
  const unchanged = written !== undefined && same(withoutUnknownConditions(written), live, { json: true });
  return unchanged ? written : live;
}

function hasUnknown(keys: Record<string, unknown>): boolean {
  return Object.keys(keys).some((key) => UNKNOWN_KEYS.has(key));
}

function lighten({ Condition = {}, ...statement }: Statement): Statement {
  const kept = Object.entries(Condition)
    .map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).filter(([key]) => !UNKNOWN_KEYS.has(key))),
    ])
    .filter(([, keys]) => Object.keys(keys ?? {}).length > 0);
  return kept.length === 0
    ? statement
    : { ...statement, Condition: Object.fromEntries(kept) as NonNullable<Statement["Condition"]> };
}
