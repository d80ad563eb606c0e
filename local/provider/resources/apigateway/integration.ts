import { UserError } from "../../../../common/errors";
import { array, isObject, type JsonObject, object, word, words } from "./document";
import type { IntegrationPart, IntegrationResponsePart, MethodPart } from "./parts";

/** API Gateway's default timeout in milliseconds. */
const DEFAULT_TIMEOUT = 29_000;

/**
 * The integration of an operation.
 * @param name the operation, e.g. `GET /health`.
 * @param responses that the operation declares.
 * @throws UserError when API Gateway would reject it, e.g. for a response that the operation does not declare.
 */
export function integrationOf(
  name: string,
  operation: JsonObject,
  responses: MethodPart["responses"],
): IntegrationPart {
  const integration = operation["x-amazon-apigateway-integration"];
  if (!isObject(integration)) {
    throw new UserError(
      `${name} has no x-amazon-apigateway-integration`,
      "Add one: API Gateway deploys no API with a method that leads nowhere.",
    );
  }
  const type = (word(integration["type"]) ?? "").toUpperCase();
  const timeout = integration["timeoutInMillis"];
  return {
    type,
    httpMethod: type === "MOCK" ? undefined : word(integration["httpMethod"])?.toUpperCase(),
    uri: word(integration["uri"]),
    credentials: word(integration["credentials"]),
    connectionType: word(integration["connectionType"]) ?? "INTERNET",
    requestParameters: words(integration["requestParameters"]),
    requestTemplates: words(integration["requestTemplates"]),
    passthroughBehavior: (word(integration["passthroughBehavior"]) ?? "WHEN_NO_MATCH").toUpperCase(),
    timeoutInMillis: typeof timeout === "number" ? timeout : DEFAULT_TIMEOUT,
    cacheKeyParameters: array(integration["cacheKeyParameters"]).map(String),
    contentHandling: word(integration["contentHandling"])?.toUpperCase(),
    // A proxy integration returns the function's response.
    responses: type.endsWith("_PROXY") ? {} : responsesOf(name, object(integration["responses"]), responses),
  };
}

function responsesOf(
  name: string,
  given: JsonObject,
  declared: MethodPart["responses"],
): Record<string, IntegrationResponsePart> {
  const responses: Record<string, IntegrationResponsePart> = {};
  for (const [pattern, node] of Object.entries(given)) {
    const response = object(node);
    const status = word(response["statusCode"]) ?? "200";
    const parameters = words(response["responseParameters"]);
    for (const parameter of Object.keys(parameters)) {
      if (declared[status]?.responseParameters[parameter] === undefined) {
        throw new UserError(
          `the integration of ${name} sets ${parameter} for status ${status}, which the operation does not declare`,
          "Declare the header in the operation's responses: API Gateway refuses it otherwise.",
        );
      }
    }
    if (declared[status] === undefined) {
      throw new UserError(
        `the integration of ${name} answers with status ${status}, which the operation does not declare`,
        "Add it to the operation's responses: API Gateway refuses it otherwise.",
      );
    }
    responses[status] = {
      selectionPattern: pattern === "default" ? undefined : pattern,
      responseParameters: parameters,
      responseTemplates: words(response["responseTemplates"]),
      contentHandling: word(response["contentHandling"])?.toUpperCase(),
    };
  }
  return responses;
}
