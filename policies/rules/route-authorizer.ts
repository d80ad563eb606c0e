import { operationsOf, type DocumentOperation } from "../lib/openapi";
import {
  UNKNOWN,
  at,
  hasUnknown,
  isPlainArray,
  isPlainObject,
  jsonOf,
  show,
  type Plain,
  type PlainObject,
} from "../lib/plain";
import { resourceRule, type Finding } from "../lib/rule";

/** Requires an authorizer on each route, or an explicit public route. */
export const routeAuthorizer = resourceRule({
  name: "route-authorizer",
  severity: "critical",
  describe: "Every route has an authorizer or is declared public.",
  why: "A route without an authorizer answers everybody. Review cannot tell whether that is intended or forgotten.",
  fix:
    "Give the route an authorizer. If it is meant to be public, declare it: `security: []` in the OpenAPI " +
    "document, or an exception for a Method or Route resource.",
  details: `In an OpenAPI document:

- a route is public only if it has its own \`security: []\`. No \`security\` at all is a finding. So is \`{}\` within it, which
  makes credentials optional;
- an API key identifies a client but does not authenticate it. It is accepted for GET and HEAD only;
- a preflight (OPTIONS) with the integration \`mock\` needs no authorizer;
- every security scheme must be defined, and a scheme \`apiKey\` in the header Authorization needs an authorizer.`,
  appliesTo: [
    "aws:apigateway/method:Method",
    "aws:apigateway/restApi:RestApi",
    "aws:apigatewayv2/route:Route",
    "aws:appsync/graphQLApi:GraphQLApi",
  ],
  check: ({ type, props }) => {
    switch (type) {
      case "aws:apigateway/restApi:RestApi":
        return restApi(props["body"]);
      case "aws:apigateway/method:Method":
        return method(props);
      case "aws:apigatewayv2/route:Route":
        return authorization(props["authorizationType"], "authorizationType", ["NONE", undefined, null]);
      default:
        return authorization(props["authenticationType"], "authenticationType", ["API_KEY"]);
    }
  },
});

function authorization(value: Plain | undefined, property: string, open: unknown[]): Finding[] {
  if (value === UNKNOWN) return [{ id: `Unknown::${property}`, what: `${property} is not known at preview` }];
  return open.includes(value) ? [{ id: property, what: "has no authorizer" }] : [];
}

function method(props: PlainObject): Finding[] {
  // Browsers send no credentials with a preflight.
  if (props["httpMethod"] === "OPTIONS") return [];
  if (props["apiKeyRequired"] === true && ["GET", "HEAD"].includes(show(props["httpMethod"]))) return [];
  return authorization(props["authorization"], "authorization", ["NONE", undefined, null]);
}

function restApi(body: Plain | undefined): Finding[] {
  // Its methods are resources of their own, which this rule checks one by one.
  if (body === undefined || body === null) return [];
  const document = jsonOf(body);
  if (body === UNKNOWN || (document !== undefined && hasUnknown(document))) {
    return [
      {
        id: "Unknown::body",
        what: "the OpenAPI document is not known at preview, so its authorizers cannot be checked",
        fix: "Build the document from names that are known at preview.",
      },
    ];
  }
  if (!isPlainObject(document)) {
    return [{ id: "Unreadable::body", what: "the OpenAPI document is not JSON", fix: "Write it as JSON." }];
  }
  return operationsOf(document).flatMap((operation) => routeFindings(operation, document));
}

function routeFindings({ method, path, operation }: DocumentOperation, document: PlainObject): Finding[] {
  const route = `${method} ${path}`;
  const integration = at(operation, "x-amazon-apigateway-integration", "type");
  if (method === "OPTIONS" && show(integration).toLowerCase() === "mock") return [];
  const own = operation["security"];
  const security = own ?? document["security"];
  if (isPlainArray(own) && own.length === 0) return [];
  if (!isPlainArray(security) || security.length === 0) {
    return [{ id: `open::${route}`, what: `${route} has no authorizer and is not declared public` }];
  }
  return security.flatMap((requirement): Finding[] => {
    const names = isPlainObject(requirement) ? Object.keys(requirement) : [];
    if (names.length === 0) {
      return [{ id: `optional::${route}`, what: `${route} makes credentials optional` }];
    }
    const kinds = names.map((name) => schemeKind(at(document, "components", "securitySchemes", name)));
    if (kinds.includes("authorizer")) return [];
    if (kinds.includes("key")) {
      return ["GET", "HEAD"].includes(method)
        ? []
        : [{ id: `key::${route}`, what: `${route} changes data and requires only an API key` }];
    }
    const what = `${route} requires ${names.join(", ")}, which has no authorizer`;
    return [{ id: `scheme::${route}`, what }];
  });
}

function schemeKind(scheme: Plain | undefined): "authorizer" | "key" | undefined {
  if (!isPlainObject(scheme)) return undefined;
  if (isPlainObject(scheme["x-amazon-apigateway-authorizer"])) return "authorizer";
  if (scheme["x-amazon-apigateway-authtype"] === "awsSigv4") return "authorizer";
  return scheme["type"] === "apiKey" && show(scheme["name"]).toLowerCase() === "x-api-key"
    ? "key"
    : undefined;
}
