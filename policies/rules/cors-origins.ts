import {
  UNKNOWN,
  at,
  hasUnknown,
  isPlainArray,
  isPlainObject,
  jsonOf,
  listOf,
  type Plain,
  type PlainObject,
} from "../lib/plain";
import { operationsOf } from "../lib/openapi";
import { resourceRule, type Finding } from "../lib/rule";

/** Where resources list their allowed origins. */
const origins: Readonly<Record<string, (props: PlainObject) => (Plain | undefined)[]>> = {
  "aws:apigatewayv2/api:Api": (props) => [at(props, "corsConfiguration", "allowOrigins")],
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": (props) => [
    at(props, "corsConfig", "accessControlAllowOrigins", "items"),
  ],
  "aws:lambda/functionUrl:FunctionUrl": (props) => [at(props, "cors", "allowOrigins")],
  "aws:s3/bucket:Bucket": (props) => listOf(props["corsRules"]).map((rule) => at(rule, "allowedOrigins")),
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": (props) =>
    listOf(props["corsRules"]).map((rule) => at(rule, "allowedOrigins")),
  "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2": (props) =>
    listOf(props["corsRules"]).map((rule) => at(rule, "allowedOrigins")),
};

/** Requires CORS to list its origins. */
export const corsOrigins = resourceRule({
  name: "cors-origins",
  severity: "high",
  describe: "CORS lists the allowed origins.",
  why:
    "With `*`, or an echo of the request's origin, any website can read a member's data in the browser. With " +
    "http://, anybody on the network path can act as the origin.",
  fix: "List the origins of the stage, with https://. Only http://localhost and http://127.0.0.1 may use plain HTTP.",
  details:
    "For an API defined by an OpenAPI document, the rule checks integration responses and gateway responses. " +
    "Gateway responses may echo the origin if they do not allow credentials: they contain no data.",
  appliesTo: [...Object.keys(origins), "aws:apigateway/restApi:RestApi"],
  check: ({ type, props }) => {
    if (type === "aws:apigateway/restApi:RestApi") return restApi(props["body"]);
    const lists = origins[type]?.(props) ?? [];
    return lists.flatMap((list) => listOf(list).flatMap((one) => originFinding(one, "origin")));
  },
});

function originFinding(origin: Plain, where: string): Finding[] {
  if (origin === UNKNOWN) {
    return [{ id: `Unknown::${where}`, what: "an allowed origin is not known at preview" }];
  }
  if (typeof origin !== "string") return [];
  if (origin === "*" || origin === "null" || /^https?:\/\/\*(?:[:/]|$)/.test(origin)) {
    return [{ id: `${where}::${origin}`, what: `allows every origin ("${origin}")` }];
  }
  if (/^http:\/\/(?!(?:localhost|127\.0\.0\.1)(?::\d+)?$)/.test(origin)) {
    return [{ id: `${where}::${origin}`, what: `allows ${origin}, which has no TLS` }];
  }
  return [];
}

const ORIGIN = "access-control-allow-origin";
const CREDENTIALS = "access-control-allow-credentials";

function restApi(body: Plain | undefined): Finding[] {
  const document = jsonOf(body);
  // `route-authorizer` reports documents that are unknown or not JSON.
  if (!isPlainObject(document) || hasUnknown(document)) return [];
  const answers = operationsOf(document).flatMap(({ method, path, operation }) =>
    Object.values(asObject(at(operation, "x-amazon-apigateway-integration", "responses"))).map((answer) => ({
      where: `${method} ${path}`,
      headers: headersOf(answer),
      mayEcho: false,
    })),
  );
  const errors = Object.entries(asObject(document["x-amazon-apigateway-gateway-responses"])).map(
    ([name, answer]) => ({ where: name, headers: headersOf(answer), mayEcho: true }),
  );
  return [...answers, ...errors].flatMap(({ where, headers, mayEcho }) => {
    const value = headers.get(ORIGIN);
    if (value === undefined) return [];
    // A literal value is in quotes. Anything else is copied from the request.
    if (/^'.*'$/.test(value)) return originFinding(value.slice(1, -1), where);
    if (mayEcho && headers.get(CREDENTIALS) !== "'true'") return [];
    return [
      { id: `${where}::echo`, what: `${where} allows every origin: it echoes the origin of the request` },
    ];
  });
}

function headersOf(answer: Plain): Map<string, string> {
  return new Map(
    Object.entries(asObject(at(answer, "responseParameters"))).flatMap(([name, value]) =>
      typeof value === "string" ? [[name.replace(/^.*\./, "").toLowerCase(), value] as const] : [],
    ),
  );
}

function asObject(value: Plain | undefined): PlainObject {
  return isPlainObject(value) && !isPlainArray(value) ? value : {};
}
