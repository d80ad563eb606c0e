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
} from "../plain";
import { operationsOf } from "../openapi";
import { resourceRule, type Finding } from "../rule";

/** Where resources name the web origins that may read their answers. */
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

/** Web origins are named. */
export const corsOrigins = resourceRule({
  name: "cors-origins",
  severity: "high",
  describe: "Cross-origin access names the web origins that may have it.",
  why:
    "With `*`, or an echo of whoever asks, the page of any stranger reads what a member's browser may read. And plain " +
    "http:// lets anybody on the way speak in the origin's name.",
  fix: "List the origins of the stage, with https://. Only http://localhost and http://127.0.0.1 may be without TLS.",
  details:
    "Of an API made from an OpenAPI document, the answers of integrations and the gateway's own errors are looked at. " +
    "Errors of the gateway may echo the caller's origin, as long as they allow no credentials: they hold no data.",
  appliesTo: [...Object.keys(origins), "aws:apigateway/restApi:RestApi"],
  check: ({ type, props }) => {
    if (type === "aws:apigateway/restApi:RestApi") return restApi(props["body"]);
    const lists = origins[type]?.(props) ?? [];
    return lists.flatMap((list) => listOf(list).flatMap((one) => originFinding(one, "origin")));
  },
});

function originFinding(origin: Plain, where: string): Finding[] {
  if (origin === UNKNOWN) {
    return [{ id: `Unknown::${where}`, what: "an origin that may read its answers is not known at preview" }];
  }
  if (typeof origin !== "string") return [];
  if (origin === "*" || origin === "null" || /^https?:\/\/\*(?:[:/]|$)/.test(origin)) {
    return [{ id: `${where}::${origin}`, what: `lets pages of every origin read its answers ("${origin}")` }];
  }
  if (/^http:\/\/(?!(?:localhost|127\.0\.0\.1)(?::\d+)?$)/.test(origin)) {
    return [{ id: `${where}::${origin}`, what: `trusts ${origin}, which anybody on the way can speak for` }];
  }
  return [];
}

const ORIGIN = "access-control-allow-origin";
const CREDENTIALS = "access-control-allow-credentials";

function restApi(body: Plain | undefined): Finding[] {
  const document = jsonOf(body);
  // A document that is not known or not JSON is a finding of route-authorizer; once is enough.
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
    // A text stands in quotes; without them it is taken from the request.
    if (/^'.*'$/.test(value)) return originFinding(value.slice(1, -1), where);
    if (mayEcho && headers.get(CREDENTIALS) !== "'true'") return [];
    return [{ id: `${where}::echo`, what: `${where} lets the page of whoever asks read the answer` }];
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
