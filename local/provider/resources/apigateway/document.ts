import { UserError } from "../../../../common/errors";

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
/** See {@link Json}. */
export type JsonObject = { [key: string]: Json };

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object, or an empty one. */
export const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** The list, or an empty one. */
export const array = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** The text, or `undefined`. Numbers become text, since status codes may be written without quotes. */
export const word = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

/** Texts by key. */
export const words = (value: Json | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(object(value)).flatMap(([key, item]) => {
      const text = word(item);
      return text === undefined ? [] : [[key, text]];
    }),
  );

/**
 * The document that a `body` holds.
 * @throws UserError when it is not OpenAPI 3.0 in JSON.
 */
export function parseDocument(body: string): JsonObject {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch (error) {
    throw new UserError(
      `the body is not JSON (${error instanceof Error ? error.message : String(error)})`,
      "Give an OpenAPI 3.0 document as JSON; the local cloud reads no YAML.",
    );
  }
  if (!isObject(document) || word(document["openapi"])?.startsWith("3.0.") !== true) {
    throw new UserError(
      "the body is not OpenAPI 3.0",
      'Write `"openapi": "3.0.3"`: API Gateway takes no 3.1.',
    );
  }
  if (array(document["security"]).length > 0) {
    throw new UserError(
      "the body has `security` at its root, which API Gateway ignores: its operations would be open to all",
      "Put `security` into each operation.",
    );
  }
  return document;
}

/**
 * The node, or the target of its `$ref`.
 * @throws UserError when the target is missing.
 */
export function resolve(document: JsonObject, node: Json | undefined): JsonObject {
  let current = node;
  for (let depth = 0; isObject(current) && typeof current["$ref"] === "string"; depth += 1) {
    const reference = current["$ref"];
    let target: Json | undefined = reference.startsWith("#/") && depth < 20 ? document : undefined;
    for (const part of reference.slice(2).split("/")) {
      target = object(target)[part.replaceAll("~1", "/").replaceAll("~0", "~")];
    }
    if (target === undefined) {
      throw new UserError(`the body refers to ${reference}, which it does not hold`, "Correct the $ref.");
    }
    current = target;
  }
  return object(current);
}
