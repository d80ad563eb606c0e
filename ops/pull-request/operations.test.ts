import { operationChanges, type ApiDocument } from "./operations";

const document = (schema: object, more: object = {}): ApiDocument => ({
  paths: {
    "/a": {
      post: {
        summary: "text",
        requestBody: { $ref: "#/components/requestBodies/A" },
        responses: { 200: { description: "OK" } },
        ...more,
      },
    },
  },
  components: {
    requestBodies: { A: { content: { schema: { $ref: "#/components/schemas/Tree" } } } },
    schemas: {
      Tree: {
        properties: { description: schema, children: { items: { $ref: "#/components/schemas/Tree" } } },
      },
    },
  },
});

const before = document({ type: "string" });

test.each<[string, ApiDocument, ReturnType<typeof operationChanges>]>([
  ["the same document", document({ type: "string" }), []],
  ["other words", document({ type: "string", description: "new" }, { summary: "new" }), []],
  [
    "a schema behind references",
    document({ type: "number" }),
    [{ operation: "POST /a", change: "changed", parts: ["request"] }],
  ],
  [
    "a status and who may call",
    document({ type: "string" }, { responses: { 201: {} }, security: [{ key: [] }] }),
    [{ operation: "POST /a", change: "changed", parts: ["responses", "authorization"] }],
  ],
  [
    "another path",
    { ...before, paths: { "/b": before.paths!["/a"]! } },
    [
      { operation: "POST /a", change: "removed", parts: [] },
      { operation: "POST /b", change: "added", parts: [] },
    ],
  ],
])("%s", (_what, after, expected) => {
  expect(operationChanges(before, after)).toEqual(expected);
});
