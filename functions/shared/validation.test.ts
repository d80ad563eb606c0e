import * as z from "zod/mini";

import { ApiError, type FieldProblem } from "./errors";
import { MAX_BODY_BYTES, parseBody, parseQuery } from "./validation";

const body = z.strictObject({
  name: z.string().check(z.minLength(2), z.maxLength(10)),
  size: z.optional(z.int().check(z.minimum(1), z.maximum(9))),
  kind: z.optional(z.enum(["a", "b"])),
  list: z.optional(z.array(z.strictObject({ id: z.string() })).check(z.maxLength(2))),
});
const query = z.strictObject({ limit: z.optional(z.string().check(z.regex(/^\d{1,3}$/))) });

function refusal(parse: () => unknown): ApiError {
  let error: unknown;
  try {
    parse();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

test.each<[string, string | null | undefined, FieldProblem[]]>([
  ["no body", null, [{ field: "body", problem: "is missing" }]],
  ["none at all", undefined, [{ field: "body", problem: "is missing" }]],
  ["an empty body", "", [{ field: "body", problem: "is missing" }]],
  ["no JSON", "{name:", [{ field: "body", problem: "is not JSON" }]],
  ["an array", "[]", [{ field: "body", problem: "must be of type object" }]],
  ["null", "null", [{ field: "body", problem: "must be of type object" }]],
  ["a missing field", "{}", [{ field: "name", problem: "is missing" }]],
  ["a null field", '{"name":null}', [{ field: "name", problem: "must be of type string" }]],
  ["a wrong type", '{"name":7}', [{ field: "name", problem: "must be of type string" }]],
  ["too short", '{"name":"A"}', [{ field: "name", problem: "must have at least 2 characters" }]],
  ["too long", '{"name":"0123456789A"}', [{ field: "name", problem: "must have at most 10 characters" }]],
  ["too large", '{"name":"Ada","size":10}', [{ field: "size", problem: "must be at most 9" }]],
  ["too small", '{"name":"Ada","size":0}', [{ field: "size", problem: "must be at least 1" }]],
  ["a fraction", '{"name":"Ada","size":1.5}', [{ field: "size", problem: "must be of type int" }]],
  ["not in a list", '{"name":"Ada","kind":"c"}', [{ field: "kind", problem: "must be one of a, b" }]],
  [
    "deep inside",
    '{"name":"Ada","list":[{"id":"1"},{"id":2}]}',
    [{ field: "list.1.id", problem: "must be of type string" }],
  ],
  [
    "too many entries",
    '{"name":"Ada","list":[{"id":"1"},{"id":"2"},{"id":"3"}]}',
    [{ field: "list", problem: "must have at most 2 entries" }],
  ],
  [
    "unknown fields, each",
    '{"name":"Ada","admin":true,"x":1}',
    [
      { field: "admin", problem: "is not a known field" },
      { field: "x", problem: "is not a known field" },
    ],
  ],
  [
    "an unknown field deep inside",
    '{"name":"Ada","list":[{"id":"1","y":2}]}',
    [{ field: "list.0.y", problem: "is not a known field" }],
  ],
  ["a prototype", '{"name":"Ada","__proto__":{}}', [{ field: "__proto__", problem: "is not a known field" }]],
  [
    "several at once",
    '{"name":"A","size":"x"}',
    [
      { field: "name", problem: "must have at least 2 characters" },
      { field: "size", problem: "must be of type number" },
    ],
  ],
])("rejects a body: %s", (_what, text, details) => {
  expect(refusal(() => parseBody(body, text))).toMatchObject({ code: "BAD_REQUEST", details });
});

test.each([null, undefined, ""])(
  "without a body (%j), all fields are left out if they are optional",
  (text) => {
    const reason = z.strictObject({ reason: z.optional(z.string()) });
    expect(parseBody(reason, text)).toEqual({});
    expect(parseBody(z.strictObject({}), text)).toEqual({});
    const some = reason.check(z.refine((given) => Object.keys(given).length > 0, { error: "none" }));
    expect(refusal(() => parseBody(some, text)).details).toEqual([{ field: "body", problem: "is missing" }]);
  },
);

test("decodes a base64 body as UTF-8", () => {
  const encoded = Buffer.from('{"name":"陳大文"}').toString("base64");
  expect(parseBody(body, encoded, true)).toEqual({ name: "陳大文" });
  expect(refusal(() => parseBody(body, "AAAA", true)).details).toEqual([
    { field: "body", problem: "is not JSON" },
  ]);
});

test("measures a body in bytes, not characters", () => {
  const text = JSON.stringify({ name: "文".repeat(MAX_BODY_BYTES / 3) });
  expect(text.length).toBeLessThan(MAX_BODY_BYTES);
  expect(refusal(() => parseBody(body, text)).code).toBe("PAYLOAD_TOO_LARGE");
});

test("limits the number of problems and the length of field names", () => {
  const keys = Array.from({ length: 50 }, (_, i) => [`key${String(i)}`, 1]);
  expect(refusal(() => parseBody(body, JSON.stringify(Object.fromEntries(keys)))).details).toHaveLength(20);
  const long = JSON.stringify({ name: "Ada", ["x".repeat(1000)]: 1 });
  expect(refusal(() => parseBody(body, long)).details).toEqual([
    { field: "x".repeat(64), problem: "is not a known field" },
  ]);
});

test("parses a query, also without parameters", () => {
  expect(parseQuery(query, { limit: "5" }, { limit: ["5"] })).toEqual({ limit: "5" });
  expect(parseQuery(query, null, null)).toEqual({});
});

test.each<[string, Record<string, string[]>, FieldProblem]>([
  ["a wrong value", { limit: ["many"] }, { field: "limit", problem: "has an invalid format" }],
  ["an unknown name", { sort: ["up"] }, { field: "sort", problem: "is not a known field" }],
  ["a value given twice", { limit: ["1", "2"] }, { field: "limit", problem: "is given more than once" }],
])("rejects a query: %s", (_what, multi, detail) => {
  const single = Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1)]));
  expect(refusal(() => parseQuery(query, single, multi))).toMatchObject({
    code: "BAD_REQUEST",
    details: [detail],
  });
});
