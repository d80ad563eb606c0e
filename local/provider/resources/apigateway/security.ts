import { UserError } from "../../../../common/errors";
import { array, isObject, type Json, type JsonObject, object, resolve, word } from "./document";
import type { AuthorizerPart, MethodPart } from "./parts";

/** Who may call a method. */
export type Security = Pick<
  MethodPart,
  "authorizationType" | "authorizer" | "authorizationScopes" | "apiKeyRequired"
>;

/**
 * The method's settings for the `security` of an operation. All requirements apply.
 * @param name the operation, e.g. `GET /users`.
 * @throws UserError for a scheme that API Gateway does not support.
 */
export function securityOf(
  document: JsonObject,
  name: string,
  authorizers: Record<string, AuthorizerPart>,
  requirements: Json[],
): Security {
  const security: Security = { authorizationType: "NONE", authorizationScopes: [], apiKeyRequired: false };
  const schemes = object(object(document["components"])["securitySchemes"]);
  for (const [scheme, scopes] of requirements.flatMap((requirement) => Object.entries(object(requirement)))) {
    const definition = resolve(document, schemes[scheme]);
    const authorizer = authorizers[scheme];
    if (authorizer !== undefined) {
      const isCognito = authorizer.type === "COGNITO_USER_POOLS";
      security.authorizationType = isCognito ? authorizer.type : "CUSTOM";
      security.authorizer = scheme;
      security.authorizationScopes = array(scopes).map(String);
    } else if (word(definition["x-amazon-apigateway-authtype"])?.toLowerCase() === "awssigv4") {
      security.authorizationType = "AWS_IAM";
    } else if (definition["type"] === "apiKey" && word(definition["name"])?.toLowerCase() === "x-api-key") {
      security.apiKeyRequired = true;
    } else {
      throw new UserError(
        `${name} asks for the security scheme ${scheme}, with which API Gateway can do nothing: the route would be open`,
        "Give the scheme x-amazon-apigateway-authorizer or x-amazon-apigateway-authtype, or name the header x-api-key.",
      );
    }
  }
  return security;
}

/** Authorizers by the name of their scheme. */
export function authorizersOf(document: JsonObject): Record<string, AuthorizerPart> {
  const authorizers: Record<string, AuthorizerPart> = {};
  for (const [name, node] of Object.entries(object(object(document["components"])["securitySchemes"]))) {
    const scheme = resolve(document, node);
    if (!isObject(scheme["x-amazon-apigateway-authorizer"])) continue;
    const authorizer = scheme["x-amazon-apigateway-authorizer"];
    const type = (word(authorizer["type"]) ?? "token").toUpperCase();
    const ttl = authorizer["authorizerResultTtlInSeconds"];
    const header =
      type === "REQUEST" ? undefined : `method.request.header.${word(scheme["name"]) ?? "Authorization"}`;
    authorizers[name] = {
      type,
      authType: word(scheme["x-amazon-apigateway-authtype"]),
      authorizerUri: word(authorizer["authorizerUri"]),
      authorizerCredentials: word(authorizer["authorizerCredentials"]),
      identitySource: word(authorizer["identitySource"]) ?? header,
      identityValidationExpression: word(authorizer["identityValidationExpression"]),
      authorizerResultTtlInSeconds: typeof ttl === "number" ? ttl : 300,
      providerARNs: array(authorizer["providerARNs"]).map(String),
    };
  }
  return authorizers;
}
