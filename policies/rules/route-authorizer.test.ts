import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
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
  { name: "IAM authorization", type: rest, props: api("post", security("signed")) },
  { name: "a route declared public", type: rest, props: api("post", { security: [] }) },
  { name: "a route without security", type: rest, props: api("post", {}), findings: ["open::POST /users"] },
  { name: "an authorizer for all routes", type: rest, props: api("post", {}, security("session")) },
  {
    name: "a document declared public",
    type: rest,
    props: api("post", {}, { security: [] }),
    findings: ["open::POST /users"],
  },
  {
    name: "a public route in a document with security",
    type: rest,
    props: api("post", { security: [] }, security("session")),
  },
  {
    name: "optional credentials",
    type: rest,
    props: api("get", { security: [{ session: [] }, {}] }),
    findings: ["optional::GET /users"],
  },
  { name: "an API key for GET", type: rest, props: api("get", security("key")) },
  {
    name: "an API key for POST",
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
    name: "an undefined scheme",
    type: rest,
    props: api("get", security("ghost")),
    findings: ["scheme::GET /users"],
  },
  {
    name: "the ANY method",
    type: rest,
    props: api("x-amazon-apigateway-any-method", {}),
    findings: ["open::ANY /users"],
  },
  {
    name: "a preflight with a mock integration",
    type: rest,
    props: api("options", { "x-amazon-apigateway-integration": { type: "MOCK" } }),
  },
  {
    name: "a preflight with a function",
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
    name: "an unknown document",
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
    name: "a method without authorizer",
    type: "apigateway/method:Method",
    props: { httpMethod: "POST", authorization: "NONE" },
    findings: ["authorization"],
  },
  {
    name: "a GET method with an API key",
    type: "apigateway/method:Method",
    props: { httpMethod: "GET", authorization: "NONE", apiKeyRequired: true },
  },
  {
    name: "an OPTIONS method",
    type: "apigateway/method:Method",
    props: { httpMethod: "OPTIONS", authorization: "NONE" },
  },
  {
    name: "an HTTP API route without authorizer",
    type: "apigatewayv2/route:Route",
    props: { routeKey: "GET /" },
    findings: ["authorizationType"],
  },
  {
    name: "an HTTP API route with an authorizer",
    type: "apigatewayv2/route:Route",
    props: { routeKey: "GET /", authorizationType: "JWT" },
  },
  {
    name: "an HTTP API route with unknown authorization",
    type: "apigatewayv2/route:Route",
    props: { authorizationType: unknownString },
    findings: ["Unknown::authorizationType"],
  },
  {
    name: "a GraphQL API with an API key",
    type: "appsync/graphQLApi:GraphQLApi",
    props: { authenticationType: "API_KEY" },
    findings: ["authenticationType"],
  },
]);
