import { resourceCases } from "../testing/cases";
import { unknownString } from "../testing/analyze";
import { corsOrigins } from "./cors-origins";

const body = (origin: string, extra: Record<string, string> = {}) => ({
  body: JSON.stringify({
    paths: {
      "/users": {
        options: {
          "x-amazon-apigateway-integration": {
            type: "mock",
            responses: {
              default: {
                responseParameters: {
                  "method.response.header.Access-Control-Allow-Origin": origin,
                  ...extra,
                },
              },
            },
          },
        },
      },
    },
  }),
});
const errors = (origin: string, extra: Record<string, string> = {}) => ({
  body: JSON.stringify({
    paths: {},
    "x-amazon-apigateway-gateway-responses": {
      DEFAULT_5XX: {
        responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": origin, ...extra },
      },
    },
  }),
});
const rest = "apigateway/restApi:RestApi";

resourceCases(corsOrigins, [
  {
    name: "an origin with TLS",
    type: "apigatewayv2/api:Api",
    props: { corsConfiguration: { allowOrigins: ["https://app.example.org"] } },
  },
  { name: "no CORS configuration", type: "apigatewayv2/api:Api", props: {} },
  {
    name: "every origin",
    type: "apigatewayv2/api:Api",
    props: { corsConfiguration: { allowOrigins: ["*"] } },
    findings: ["origin::*"],
  },
  {
    name: "every origin with https",
    type: "lambda/functionUrl:FunctionUrl",
    props: { cors: { allowOrigins: ["https://*"] } },
    findings: ["origin::https://*"],
  },
  {
    name: "an origin without TLS, and localhost",
    type: "s3/bucketCorsConfiguration:BucketCorsConfiguration",
    props: {
      corsRules: [
        {
          allowedOrigins: ["http://localhost:3000", "http://app.example.org", "http://localhost.example.org"],
        },
      ],
    },
    findings: ["origin::http://app.example.org", "origin::http://localhost.example.org"],
  },
  {
    name: "an unknown origin",
    type: "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
    props: { corsConfig: { accessControlAllowOrigins: { items: [unknownString] } } },
    findings: ["Unknown::origin"],
  },
  { name: "a REST API with one origin", type: rest, props: body("'https://app.example.org'") },
  { name: "a REST API with every origin", type: rest, props: body("'*'"), findings: ["OPTIONS /users::*"] },
  {
    name: "a REST API that echoes the origin",
    type: rest,
    props: body("method.request.header.Origin"),
    findings: ["OPTIONS /users::echo"],
  },
  {
    name: "gateway responses that echo the origin",
    type: rest,
    props: errors("method.request.header.origin"),
  },
  {
    name: "gateway responses that echo the origin and allow credentials",
    type: rest,
    props: errors("method.request.header.origin", {
      "gatewayresponse.header.Access-Control-Allow-Credentials": "'true'",
    }),
    findings: ["DEFAULT_5XX::echo"],
  },
]);
