/**
 * What API Gateway's import of OpenAPI does not take, or drops without a word.
 * Source: Amazon API Gateway developer guide, "Important notes for REST APIs".
 */
const unsupported: Readonly<Record<string, string>> = {
  additionalProperties: "models do not know it",
  anyOf: "models do not know it",
  oneOf: "it is not taken",
  discriminator: "it is not taken",
  example: "it is dropped",
  examples: "draft 4 of JSON Schema does not have it",
  readOnly: "it is not taken",
  writeOnly: "it is not taken",
  nullable: "draft 4 of JSON Schema does not have it",
  deprecated: "it is dropped",
  exclusiveMinimum: "it is not taken",
  exclusiveMaximum: "it is not taken",
  minItems: "requests are not held against it",
  maxItems: "requests are not held against it",
  const: "draft 4 of JSON Schema does not have it: use an enum of one",
  contains: "draft 4 of JSON Schema does not have it",
  propertyNames: "draft 4 of JSON Schema does not have it",
  if: "draft 4 of JSON Schema does not have it",
  then: "draft 4 of JSON Schema does not have it",
  else: "draft 4 of JSON Schema does not have it",
  $id: "draft 4 of JSON Schema does not have it",
  $schema: "the gateway says itself that it is draft 4",
};

/** Attributes of a parameter that are taken; others are ignored, so that a limit in a schema would hold nobody. */
const PARAMETER = ["name", "in", "required", "description", "schema"];

/** Formats of numbers that are refused. */
const NUMBER_FORMATS = ["int32", "int64"];

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * What keeps a document for a gateway from being imported as it is meant: each a path and what is wrong there.
 * @param document in OpenAPI 3.0, with or without the extensions of API Gateway.
 */
export function importProblems(document: object): string[] {
  const root = document as Node;
  const version = root["openapi"];
  const components = child(root, "components");
  return [
    ...(typeof version === "string" && version.startsWith("3.0.")
      ? []
      : ["openapi: it must be of version 3.0"]),
    ...Object.entries(child(components, "schemas")).flatMap(([name, schema]) => [
      ...(/^[A-Za-z0-9]+$/.test(name)
        ? []
        : [`components.schemas.${name}: a model's name has letters and digits alone`]),
      ...schemaProblems(schema, `components.schemas.${name}`),
    ]),
    ...Object.entries(child(components, "securitySchemes")).flatMap(([name, scheme]) =>
      isNode(scheme) && scheme["type"] === "apiKey"
        ? []
        : [`components.securitySchemes.${name}: its type must be apiKey`],
    ),
    ...Object.entries(child(root, "paths")).flatMap(([path, item]) => pathProblems(path, item)),
  ];
}

/** @throws Error that names all of {@link importProblems}. */
export function assertImportable(document: object): void {
  const problems = importProblems(document);
  if (problems.length === 0) return;
  throw new Error(`API Gateway would not take the API as it is meant:\n  ${problems.join("\n  ")}`);
}

const child = (node: Node, name: string): Node => {
  const value = node[name];
  return isNode(value) ? value : {};
};

function pathProblems(path: string, item: unknown): string[] {
  const segments = path.split("/").slice(1);
  // A segment is a name, or a parameter and nothing else.
  const bad = segments.find((segment) => !/^(?:[\w.,:~-]*|\{\w+\+?\})$/.test(segment));
  return [
    ...(bad === undefined ? [] : [`${path}: "${bad}" is neither a name nor a parameter of its own`]),
    ...(["/ping", "/sping"].includes(path) ? [`${path}: the service keeps it for itself`] : []),
    ...Object.entries(isNode(item) ? item : {}).flatMap(([method, operation]) =>
      isNode(operation) ? operationProblems(operation, `${path}.${method}`) : [],
    ),
  ];
}

function operationProblems(operation: Node, where: string): string[] {
  const parameters = Array.isArray(operation["parameters"]) ? (operation["parameters"] as unknown[]) : [];
  const content = child(child(operation, "requestBody"), "content");
  return [
    ...["callbacks", "servers", "deprecated"].flatMap((name) =>
      name in operation ? [`${where}.${name}: it is dropped`] : [],
    ),
    ...parameters.flatMap((parameter) => parameterProblems(parameter, `${where}.parameters`)),
    ...Object.entries(content).flatMap(([type, media]) =>
      isNode(media) ? schemaProblems(media["schema"], `${where}.requestBody.${type}`) : [],
    ),
    ...Object.entries(child(operation, "responses")).flatMap(([status, response]) => [
      ...(/^\d{3}$/.test(status) ? [] : [`${where}.responses.${status}: it must be a status`]),
      ...(isNode(response) && "$ref" in response
        ? [`${where}.responses.${status}: a response that is defined elsewhere is not taken`]
        : []),
    ]),
  ];
}

function parameterProblems(parameter: unknown, where: string): string[] {
  if (!isNode(parameter)) return [`${where}: it must be an object`];
  const name = `${where}.${String(parameter["name"])}`;
  return [
    ...(["path", "query", "header"].includes(String(parameter["in"])) ? [] : [`${name}: it cannot be there`]),
    ...Object.keys(parameter)
      .filter((attribute) => !PARAMETER.includes(attribute))
      .map((attribute) => `${name}.${attribute}: it is ignored`),
    ...schemaProblems(parameter["schema"], `${name}.schema`),
  ];
}

function schemaProblems(schema: unknown, where: string): string[] {
  if (!isNode(schema)) return [];
  const { $ref, type, format } = schema;
  return [
    ...Object.keys(schema)
      .filter((keyword) => Object.hasOwn(unsupported, keyword))
      .map((keyword) => `${where}.${keyword}: ${unsupported[keyword] ?? ""}`),
    ...($ref === undefined ||
    (typeof $ref === "string" && /^#\/components\/schemas\/[A-Za-z0-9]+$/.test($ref))
      ? []
      : [`${where}.$ref: it must name a model of this document`]),
    ...(Array.isArray(type) ? [`${where}.type: it must be one type`] : []),
    ...(typeof format === "string" && NUMBER_FORMATS.includes(format)
      ? [`${where}.format: ${format} is not taken`]
      : []),
    // Names of properties are no keywords.
    ...Object.entries(child(schema, "properties")).flatMap(([name, property]) =>
      schemaProblems(property, `${where}.properties.${name}`),
    ),
    ...[schema["items"], schema["not"], ...list(schema["allOf"])].flatMap((part) =>
      schemaProblems(part, where),
    ),
  ];
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
