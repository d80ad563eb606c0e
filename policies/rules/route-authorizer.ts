import { operationsOf, type DocumentOperation } from "../openapi";
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
} from "../plain";
import { resourceRule, type Finding } from "../rule";

/** Every route says who may call it. */
export const routeAuthorizer = resourceRule({
  name: "route-authorizer",
  severity: "critical",
  describe: "Every route has an authorizer, or says that it is public.",
  why: "A route without one answers whoever finds it; and that it was forgotten looks the same as that it was meant.",
  fix:
    "Give the route an authorizer. Where everybody may call it, say so: `security: []` in the OpenAPI document; for a " +
    "method or route that is a resource of its own, an exception.",
  details: `In an OpenAPI document:

- a route is public only by \`security: []\` of its own; no \`security\` at all is a finding, and so is one with \`{}\` in it,
  which lets callers choose to be nobody;
- an API key names and limits a caller, but is no proof of who calls: it is enough for GET and HEAD alone;
- a preflight (OPTIONS) that the gateway answers itself (integration \`mock\`) needs nothing;
- a scheme must be defined, and one of kind \`apiKey\` in the header Authorization have an authorizer.`,
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
  return open.includes(value) ? [{ id: property, what: "answers whoever calls: it has no authorizer" }] : [];
}

function method(props: PlainObject): Finding[] {
  // A preflight carries no credentials: browsers do not send them.
  if (props["httpMethod"] === "OPTIONS") return [];
  if (props["apiKeyRequired"] === true && ["GET", "HEAD"].includes(show(props["httpMethod"]))) return [];
  return authorization(props["authorization"], "authorization", ["NONE", undefined, null]);
}

function restApi(body: Plain | undefined): Finding[] {
  // Made of resources of their own, which are looked at by themselves.
  if (body === undefined || body === null) return [];
  const document = jsonOf(body);
  if (body === UNKNOWN || (document !== undefined && hasUnknown(document))) {
    return [
      {
        id: "Unknown::body",
        what: "the OpenAPI document is not known at preview, so nobody can say who may call what",
        fix: "Build the document from names that are known beforehand.",
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
    return [{ id: `open::${route}`, what: `${route} has no authorizer and does not say that it is public` }];
  }
  return security.flatMap((requirement): Finding[] => {
    const names = isPlainObject(requirement) ? Object.keys(requirement) : [];
    if (names.length === 0) {
      return [{ id: `optional::${route}`, what: `${route} lets callers leave their credentials out` }];
    }
    const kinds = names.map((name) => schemeKind(at(document, "components", "securitySchemes", name)));
    if (kinds.includes("authorizer")) return [];
    if (kinds.includes("key")) {
      return ["GET", "HEAD"].includes(method)
        ? []
        : [{ id: `key::${route}`, what: `${route} changes something, and asks for no more than an API key` }];
    }
    const what = `${route} asks for ${names.join(", ")}, for which the gateway has no authorizer`;
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
