import type { ZodMiniType } from "zod/mini";

import { badRequest, payloadTooLarge, type FieldProblem } from "./errors";

/** Maximum size of a body, bytes. Photos are uploaded to S3 directly. */
export const MAX_BODY_BYTES = 64 * 1024;

/** Maximum number of problems in a response. */
const MAX_DETAILS = 20;

/** Maximum length of a field name in a response. */
const MAX_FIELD_NAME = 64;

type Issue = NonNullable<ReturnType<ZodMiniType["safeParse"]>["error"]>["issues"][number];

/**
 * Parses and validates a JSON body. Without a body, it is an empty object if the schema accepts that.
 * @throws ApiError BAD_REQUEST that names each invalid field, or PAYLOAD_TOO_LARGE.
 */
export function parseBody(schema: ZodMiniType, body: string | null | undefined, base64 = false): unknown {
  if (body === null || body === undefined || body === "") {
    const empty = schema.safeParse({});
    if (empty.success) return empty.data;
    throw badRequest([{ field: "body", problem: "is missing" }]);
  }
  const bytes = Buffer.from(body, base64 ? "base64" : "utf8");
  if (bytes.length > MAX_BODY_BYTES) throw payloadTooLarge();
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw badRequest([{ field: "body", problem: "is not JSON" }]);
  }
  return check(schema, value, "body");
}

/**
 * Validates a query string.
 * @throws ApiError BAD_REQUEST that names each invalid or repeated parameter.
 */
export function parseQuery(
  schema: ZodMiniType,
  query: Readonly<Record<string, string | undefined>> | null | undefined,
  multi: Readonly<Record<string, readonly string[] | undefined>> | null | undefined,
): unknown {
  const repeated = Object.entries(multi ?? {}).filter(([, values]) => (values?.length ?? 0) > 1);
  if (repeated.length > 0) {
    throw badRequest(
      repeated.slice(0, MAX_DETAILS).map(([name]) => problem([name], "is given more than once")),
    );
  }
  return check(schema, { ...query }, "query");
}

function check(schema: ZodMiniType, value: unknown, whole: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.flatMap((issue) => describe(issue, value, whole));
  throw badRequest(details.slice(0, MAX_DETAILS));
}

/** zod/mini has no messages of its own, and its English locale is twenty times larger than these. */
function describe(issue: Issue, root: unknown, whole: string): FieldProblem[] {
  const path = issue.path.length === 0 ? [whole] : issue.path;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => problem([...issue.path, key], "is not a known field"));
  }
  if (issue.code === "invalid_type" && issue.path.length > 0 && at(root, issue.path) === undefined) {
    return [problem(path, "is missing")];
  }
  return [problem(path, text(issue))];
}

function text(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be of type ${issue.expected}`;
    case "too_small":
      return `must ${bound("at least", issue.minimum, issue.origin)}`;
    case "too_big":
      return `must ${bound("at most", issue.maximum, issue.origin)}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return "has an invalid format";
    case "custom":
      return issue.message;
    default:
      return "is not valid";
  }
}

function bound(words: string, limit: number | bigint, origin: string): string {
  const unit = { string: "characters", array: "entries" }[origin];
  return unit === undefined ? `be ${words} ${String(limit)}` : `have ${words} ${String(limit)} ${unit}`;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

function problem(path: readonly PropertyKey[], words: string): FieldProblem {
  return { field: path.map((key) => String(key).slice(0, MAX_FIELD_NAME)).join("."), problem: words };
}
