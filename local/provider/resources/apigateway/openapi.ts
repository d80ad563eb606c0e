import { createHash } from "node:crypto";
import { UserError } from "../../../../common/errors";
import {
  array,
  isObject,
  type Json,
  type JsonObject,
  object,
  parseDocument,
  resolve,
  word,
  words,
} from "./document";
import { integrationOf } from "./integration";
import type { ApiParts, MethodPart, MethodResponsePart } from "./parts";
import { modelSchema, referencedModel } from "./schema";
import { authorizersOf, securityOf } from "./security";

/** Keys of a path that are operations, with their methods. */
const operations: Record<string, string> = {
  ...Object.fromEntries(
    ["get", "put", "post", "delete", "options", "head", "patch"].map((key) => [key, key.toUpperCase()]),
  ),
  "x-amazon-apigateway-any-method": "ANY",
};
const parameterPlaces: Record<string, string> = { path: "path", query: "querystring", header: "header" };
const validPathPart = /^(\{[\w.:-]+\+?\}|[\w.,:-]+)$/;
const defaultTemplates = { "application/json": '{"message":$context.error.messageString}' };

/** Settings of an API in its document. The resource's properties take precedence. */
export interface DocumentSettings {
  description?: string | undefined;
  apiKeySource?: string | undefined;
  binaryMediaTypes?: string[] | undefined;
  minimumCompressionSize?: string | undefined;
  policy?: string | undefined;
}

/** The API's settings in the document. */
export function settingsOf(body: string | undefined): DocumentSettings {
  if (body === undefined) return {};
  const document = parseDocument(body);
  const types = array(document["x-amazon-apigateway-binary-media-types"]);
  const policy = document["x-amazon-apigateway-policy"];
  return {
    description: word(object(document["info"])["description"]),
    apiKeySource: word(document["x-amazon-apigateway-api-key-source"])?.toUpperCase(),
    binaryMediaTypes: types.length > 0 ? types.map(String) : undefined,
    minimumCompressionSize: word(document["x-amazon-apigateway-minimum-compression-size"]),
    policy: policy === undefined ? undefined : JSON.stringify(policy),
  };
}

/**
 * The parts that API Gateway creates when it imports an OpenAPI document.
 * @throws UserError when API Gateway would reject the document.
 */
export function partsOf(body: string, apiId: string): ApiParts {
  const document = parseDocument(body);
  const parts: ApiParts = {
    paths: [],
    methods: {},
    models: {},
    validators: {},
    authorizers: authorizersOf(document),
    gatewayResponses: {},
  };
  for (const [name, schema] of Object.entries(object(object(document["components"])["schemas"]))) {
    addModel(parts, name, schema, apiId);
  }
  for (const [name, validator] of Object.entries(
    object(document["x-amazon-apigateway-request-validators"]),
  )) {
    parts.validators[name] = {
      validateRequestBody: object(validator)["validateRequestBody"] === true,
      validateRequestParameters: object(validator)["validateRequestParameters"] === true,
    };
  }
  for (const [type, response] of Object.entries(object(document["x-amazon-apigateway-gateway-responses"]))) {
    const { statusCode, responseParameters, responseTemplates } = object(response);
    const templates = words(responseTemplates);
    parts.gatewayResponses[type] = {
      statusCode: word(statusCode),
      responseParameters: words(responseParameters),
      responseTemplates: Object.keys(templates).length > 0 ? templates : defaultTemplates,
    };
  }
  const paths = new Set<string>();
  for (const [path, node] of Object.entries(object(document["paths"]))) {
    for (const each of pathAndParents(path)) paths.add(each);
    const item = resolve(document, node);
    for (const [key, method] of Object.entries(operations)) {
      const operation = item[key];
      if (isObject(operation)) {
        const name = `${method} ${path}`;
        parts.methods[name] = methodOf(
          { document, parts, apiId, name },
          operation,
          array(item["parameters"]),
        );
      }
    }
  }
  parts.paths = [...paths].sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
  return parts;
}

/** The place of an operation in the document. */
interface Place {
  document: JsonObject;
  parts: ApiParts;
  apiId: string;
  /** e.g. `GET /users/{userId}`. */
  name: string;
}

function pathAndParents(path: string): string[] {
  const segments = path.split("/").filter((segment) => segment !== "");
  for (const segment of segments) {
    if (!validPathPart.test(segment)) {
      throw new UserError(
        `the path ${path} has the part ${segment}, which API Gateway refuses`,
        "Use letters, digits, _ - . , : or one {parameter} as the whole part.",
      );
    }
  }
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join("/")}`);
}

function addModel(parts: ApiParts, name: string, schema: Json, apiId: string): void {
  if (!/^[A-Za-z0-9]+$/.test(name)) {
    throw new UserError(
      `the schema ${name} cannot be a model of API Gateway`,
      "Name it with letters and digits only.",
    );
  }
  parts.models[name] = {
    contentType: "application/json",
    description: word(object(schema)["description"]),
    schema: modelSchema(name, schema, apiId),
  };
}

function methodOf(place: Place, operation: JsonObject, shared: Json[]): MethodPart {
  const { document, parts, name } = place;
  const requestParameters: Record<string, boolean> = {};
  for (const node of [...shared, ...array(operation["parameters"])]) {
    const parameter = resolve(document, node);
    const where = parameterPlaces[String(word(parameter["in"]))];
    if (where !== undefined) {
      requestParameters[`method.request.${where}.${word(parameter["name"])}`] =
        parameter["required"] === true;
    }
  }
  const responses: MethodPart["responses"] = {};
  for (const [status, node] of Object.entries(object(operation["responses"]))) {
    if (/^\d{3}$/.test(status)) responses[status] = methodResponseOf(place, resolve(document, node));
  }
  const validator =
    word(operation["x-amazon-apigateway-request-validator"]) ??
    word(document["x-amazon-apigateway-request-validator"]);
  if (validator !== undefined && parts.validators[validator] === undefined) {
    throw new UserError(
      `${name} names the request validator ${validator}, which the document does not hold`,
      "Add it to x-amazon-apigateway-request-validators.",
    );
  }
  return {
    ...securityOf(document, name, parts.authorizers, array(operation["security"])),
    operationName: word(operation["operationId"]),
    requestParameters,
    requestModels: modelsOf(place, resolve(document, operation["requestBody"])),
    validator,
    responses,
    integration: integrationOf(name, operation, responses),
  };
}

function methodResponseOf(place: Place, response: JsonObject): MethodResponsePart {
  const headers = Object.keys(object(response["headers"]));
  return {
    responseParameters: Object.fromEntries(
      headers.map((header) => [`method.response.header.${header}`, false]),
    ),
    responseModels: modelsOf(place, response),
  };
}

/** Model by content type. An inline schema becomes a model named by its content. */
function modelsOf({ parts, apiId, name }: Place, { content }: JsonObject): Record<string, string> {
  const models: Record<string, string> = {};
  for (const [type, media] of Object.entries(object(content))) {
    const { schema } = object(media);
    if (schema === undefined) continue;
    const model =
      referencedModel(schema) ??
      `MODEL${createHash("sha256").update(JSON.stringify(schema)).digest("hex").slice(0, 6)}`;
    if (parts.models[model] === undefined) {
      if (isObject(schema) && "$ref" in schema) {
        throw new UserError(
          `${name} refers to a schema that the document does not hold`,
          "Correct its $ref.",
        );
      }
      addModel(parts, model, schema, apiId);
    }
    models[type] = model;
  }
  return models;
}
