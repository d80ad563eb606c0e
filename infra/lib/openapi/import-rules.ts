/**
 * Keywords that API Gateway rejects or silently ignores on import.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const unsupported: Readonly<Record<string, string>> = {
  additionalProperties: "not supported in models",
  anyOf: "not supported in models",
  oneOf: "not supported",
  discriminator: "not supported",
  example: "ignored",
  examples: "not in JSON Schema draft 4",
  readOnly: "not supported",
  writeOnly: "not supported",
  nullable: "not in JSON Schema draft 4",
  deprecated: "ignored",
  exclusiveMinimum: "not supported",
  exclusiveMaximum: "not supported",
  minItems: "not validated",
  maxItems: "not validated",
  const: "not in JSON Schema draft 4; use an enum with one value",
  contains: "not in JSON Schema draft 4",
  propertyNames: "not in JSON Schema draft 4",
  if: "not in JSON Schema draft 4",
  then: "not in JSON Schema draft 4",
  else: "not in JSON Schema draft 4",
  $id: "not in JSON Schema draft 4",
  $schema: "set by API Gateway",
};

/** Supported attributes of a parameter. API Gateway ignores others. */
const PARAMETER = ["name", "in", "required", "description", "schema"];

/** Number formats that API Gateway rejects. */
const NUMBER_FORMATS = ["int32", "int64"];

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The parts of a document that API Gateway would reject or ignore, each as path and problem.
 * @param document OpenAPI 3.0, with or without the extensions of API Gateway.
 */
export function importProblems(document: object): string[] {
  const root = document as Node;
  const version = root["openapi"];
  const components = child(root, "components");
  return [
    ...(typeof version === "string" && version.startsWith("3.0.") ? [] : ["openapi: must be version 3.0"]),
    ...Object.entries(child(components, "schemas")).flatMap(([name, schema]) => [
      ...(/^[A-Za-z0-9]+$/.test(name)
        ? []
        : [`components.schemas.${name}: names of models may contain only letters and digits`]),
      ...schemaProblems(schema, `components.schemas.${name}`),
    ]),
    ...Object.entries(child(components, "securitySchemes")).flatMap(([name, scheme]) =>
      isNode(scheme) && scheme["type"] === "apiKey"
        ? []
        : [`components.securitySchemes.${name}: type must be apiKey`],
    ),
    ...Object.entries(child(root, "paths")).flatMap(([path, item]) => pathProblems(path, item)),
  ];
}

/** @throws Error that names all of {@link importProblems}. */
export function assertImportable(document: object): void {
  const problems = importProblems(document);
  if (problems.length === 0) return;
  throw new Error(
    `API Gateway would reject or ignore parts of the OpenAPI document:\n  ${problems.join("\n  ")}`,
  );
}

const child = (node: Node, name: string): Node => {
  const value = node[name];
  return isNode(value) ? value : {};
};

function pathProblems(path: string, item: unknown): string[] {
  const segments = path.split("/").slice(1);
  // A segment is either a name or one parameter.
  const bad = segments.find((segment) => !/^(?:[\w.,:~-]*|\{\w+\+?\})$/.test(segment));
  return [
    ...(bad === undefined ? [] : [`${path}: "${bad}" must be a name or a single parameter`]),
    ...(["/ping", "/sping"].includes(path) ? [`${path}: reserved by API Gateway`] : []),
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
      name in operation ? [`${where}.${name}: ignored`] : [],
    ),
    ...parameters.flatMap((parameter) => parameterProblems(parameter, `${where}.parameters`)),
    ...Object.entries(content).flatMap(([type, media]) =>
      isNode(media) ? schemaProblems(media["schema"], `${where}.requestBody.${type}`) : [],
    ),
    ...Object.entries(child(operation, "responses")).flatMap(([status, response]) => [
      ...(/^\d{3}$/.test(status) ? [] : [`${where}.responses.${status}: must be a status code`]),
      ...(isNode(response) && "$ref" in response
        ? [`${where}.responses.${status}: references to responses are not supported`]
        : []),
    ]),
  ];
}

function parameterProblems(parameter: unknown, where: string): string[] {
  if (!isNode(parameter)) return [`${where}: must be an object`];
  const name = `${where}.${String(parameter["name"])}`;
  return [
    ...(["path", "query", "header"].includes(String(parameter["in"]))
      ? []
      : [`${name}: unsupported location`]),
    ...Object.keys(parameter)
      .filter((attribute) => !PARAMETER.includes(attribute))
      .map((attribute) => `${name}.${attribute}: ignored`),
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
      : [`${where}.$ref: must name a model of this document`]),
    ...(Array.isArray(type) ? [`${where}.type: must be one type`] : []),
    ...(typeof format === "string" && NUMBER_FORMATS.includes(format)
      ? [`${where}.format: ${format} is not supported`]
      : []),
    // Names of properties may equal keywords.
    ...Object.entries(child(schema, "properties")).flatMap(([name, property]) =>
      schemaProblems(property, `${where}.properties.${name}`),
    ),
    ...[schema["items"], schema["not"], ...list(schema["allOf"])].flatMap((part) =>
      schemaProblems(part, where),
    ),
  ];
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
