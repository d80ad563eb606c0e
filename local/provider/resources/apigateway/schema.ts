import { UserError } from "../../../../common/errors";
import { isObject, type Json, type JsonObject } from "./document";

/** The keywords of JSON Schema draft 4. API Gateway rejects a model with others; the emulator would ignore them. */
const plainKeywords = [
  ["$schema", "id", "title", "description", "default", "type", "enum", "format"],
  ["multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"],
  ["maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems"],
  ["maxProperties", "minProperties", "required"],
].flat();
const schemaKeywords = ["items", "additionalItems", "additionalProperties", "not"];
const listKeywords = ["allOf", "anyOf", "oneOf"];
const mapKeywords = ["properties", "patternProperties", "dependencies", "definitions"];
const localReference = /^#\/components\/schemas\/([A-Za-z0-9]+)$/;

/**
 * The schema of a model: references to schemas of the document become references to models of the API.
 * @throws UserError when API Gateway would reject the schema.
 */
export function modelSchema(name: string, schema: Json, apiId: string): Json {
  if (!isObject(schema))
    return Array.isArray(schema) ? schema.map((item) => modelSchema(name, item, apiId)) : schema;
  if (schema["$ref"] !== undefined) return { $ref: modelUrl(name, schema["$ref"], apiId) };
  const result: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (plainKeywords.includes(keyword)) {
      if (keyword.startsWith("exclusive") && typeof value !== "boolean")
        throw unsupported(name, `a number in ${keyword}`);
      result[keyword] = value;
    } else if (schemaKeywords.includes(keyword)) result[keyword] = modelSchema(name, value, apiId);
    else if (listKeywords.includes(keyword) && Array.isArray(value))
      result[keyword] = modelSchema(name, value, apiId);
    else if (mapKeywords.includes(keyword) && isObject(value)) {
      result[keyword] = Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, modelSchema(name, item, apiId)]),
      );
    } else throw unsupported(name, keyword);
  }
  return result;
}

/** The name of the referenced model; `undefined` for an inline schema. */
export function referencedModel(schema: Json | undefined): string | undefined {
  const reference = isObject(schema) ? schema["$ref"] : undefined;
  return typeof reference === "string" ? localReference.exec(reference)?.[1] : undefined;
}

function modelUrl(name: string, reference: Json | undefined, apiId: string): string {
  const model = typeof reference === "string" ? localReference.exec(reference)?.[1] : undefined;
  if (model !== undefined) return `https://apigateway.amazonaws.com/restapis/${apiId}/models/${model}`;
  throw new UserError(
    `the schema ${name} refers to ${JSON.stringify(reference)}`,
    "Refer to #/components/schemas/<name of letters and digits>: API Gateway resolves nothing else.",
  );
}

const unsupported = (name: string, keyword: string): UserError =>
  new UserError(
    `the schema ${name} uses ${keyword}, which API Gateway refuses`,
    "Write it in JSON Schema draft 4, without words of OpenAPI such as nullable and example.",
  );
