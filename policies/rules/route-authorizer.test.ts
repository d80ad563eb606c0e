import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/engine-view";
import { routeAuthorizer } from "./route-authorizer";

const rest = "apigateway/restApi:RestApi";
const schemes = {
  session: {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authorizer": { type: "request" },
  },
  bare: { type: "apiKey", name: "Authorization", in: "header" },
  key: { type: "apiKey", name: "x-api-key", in: "header" },
  signed: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
};
const api = (method: string, operation: object, document: object = {}) => ({
  body: JSON.stringify({
    paths: { "/users": { [method]: operation } },
    components: { securitySchemes: schemes },
    ...document,
  }),
});
const security = (...names: string[]) => ({ security: names.map((name) => ({ [name]: [] })) });

resourceCases(routeAuthorizer, [
  { name: "an authorizer", type: rest, props: api("post", security("session")) },
  { name: "a signature", type: rest, props: api("post", security("signed")) },
  { name: "public, and says so", type: rest, props: api("post", { security: [] }) },
  { name: "nothing said", type: rest, props: api("post", {}), findings: ["open::POST /users"] },
  { name: "an authorizer for all routes", type: rest, props: api("post", {}, security("session")) },
  {
    name: "public for all routes at once",
    type: rest,
    props: api("post", {}, { security: [] }),
    findings: ["open::POST /users"],
  },
  {
    name: "public by its own word against the document's",
    type: rest,
    props: api("post", { security: [] }, security("session")),
  },
  {
    name: "credentials that may be left out",
    type: rest,
    props: api("get", { security: [{ session: [] }, {}] }),
    findings: ["optional::GET /users"],
  },
  { name: "a key, to read", type: rest, props: api("get", security("key")) },
  {
    name: "a key, to write",
    type: rest,
    props: api("delete", security("key")),
    findings: ["key::DELETE /users"],
  },
  {
    name: "a scheme without authorizer",
    type: rest,
    props: api("get", security("bare")),
    findings: ["scheme::GET /users"],
  },
  {
    name: "a scheme that is not there",
    type: rest,
    props: api("get", security("ghost")),
    findings: ["scheme::GET /users"],
  },
  {
    name: "any method",
    type: rest,
    props: api("x-amazon-apigateway-any-method", {}),
    findings: ["open::ANY /users"],
  },
  {
    name: "a preflight of the gateway",
    type: rest,
    props: api("options", { "x-amazon-apigateway-integration": { type: "MOCK" } }),
  },
  {
    name: "a preflight that a function answers",
    type: rest,
    props: api("options", { "x-amazon-apigateway-integration": { type: "aws_proxy" } }),
    findings: ["open::OPTIONS /users"],
  },
  {
    name: "a document as an object",
    type: rest,
    props: { body: { paths: { "/users": { get: {} } } } },
    findings: ["open::GET /users"],
  },
  {
    name: "a document that is not known",
    type: rest,
    props: { body: unknownString },
    findings: ["Unknown::body"],
  },
  {
    name: "a document in YAML",
    type: rest,
    props: { body: "openapi: 3.0.1" },
    findings: ["Unreadable::body"],
  },
  { name: "no document", type: rest, props: { name: "api" } },
  {
    name: "a method with an authorizer",
    type: "apigateway/method:Method",
    props: { httpMethod: "POST", authorization: "CUSTOM" },
  },
  {
    name: "a method without",
    type: "apigateway/method:Method",
    props: { httpMethod: "POST", authorization: "NONE" },
    findings: ["authorization"],
  },
  {
    name: "a method with a key, to read",
    type: "apigateway/method:Method",
    props: { httpMethod: "GET", authorization: "NONE", apiKeyRequired: true },
  },
  {
    name: "a preflight",
    type: "apigateway/method:Method",
    props: { httpMethod: "OPTIONS", authorization: "NONE" },
  },
  {
    name: "a route without",
    type: "apigatewayv2/route:Route",
    props: { routeKey: "GET /" },
    findings: ["authorizationType"],
  },
  {
    name: "a route with",
    type: "apigatewayv2/route:Route",
    props: { routeKey: "GET /", authorizationType: "JWT" },
  },
  {
    name: "a route of which it is not known",
    type: "apigatewayv2/route:Route",
    props: { authorizationType: unknownString },
    findings: ["Unknown::authorizationType"],
  },
  {
    name: "GraphQL by a key",
    type: "appsync/graphQLApi:GraphQLApi",
    props: { authenticationType: "API_KEY" },
    findings: ["authenticationType"],
  },
]);
