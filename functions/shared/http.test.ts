import type { Context } from "aws-lambda";
import * as z from "zod/mini";

import { captureOutput } from "../testing/output";
import { badRequest, forbidden, tooManyRequests, unauthorized } from "./errors";
import { apiHandler, ok, type Endpoint, type GatewayEvent } from "./http";
import { annotate } from "./log";
import { route } from "./route";
import { errorBody } from "./schemas";

const output = captureOutput();

const body = z.strictObject({ name: z.string().check(z.minLength(2)) });
const query = z.strictObject({ limit: z.optional(z.string().check(z.regex(/^\d{1,3}$/))) });
const probe = route(() => ({
  method: "POST",
  path: "/things/{thingId}",
  auth: "public",
  function: "things/probe",
  operationId: "probe",
  tag: "Things",
  summary: "Tries",
  body,
  query,
  responses: { 200: { description: "Fine", schema: z.object({}) } },
}));

const context = { functionName: "probe", awsRequestId: "lambda-id" } as Context;

function event(over: GatewayEvent = {}): GatewayEvent {
  return {
    httpMethod: "POST",
    resource: "/things/{thingId}",
    pathParameters: { thingId: "t1" },
    headers: {},
    body: JSON.stringify({ name: "Ada" }),
    isBase64Encoded: false,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    requestContext: { requestId: "gateway-id", identity: { sourceIp: "198.51.100.7" } },
    ...over,
  };
}

beforeEach(() => {
  process.env["CORS_ORIGINS"] = "https://app.example.org, http://localhost:3000";
});

/** An endpoint, by default one that returns its input. */
async function call(over: GatewayEvent | null = {}, endpoint?: Endpoint<typeof body, typeof query>) {
  const handler = apiHandler(probe, () => endpoint ?? ((request) => Promise.resolve(ok(request))));
  const answer = await handler(over === null ? null : event(over), context);
  return {
    ...answer,
    json: answer.body === "" ? undefined : (JSON.parse(answer.body) as Record<string, unknown>),
  };
}

test("passes a valid request to the endpoint, parsed", async () => {
  const { statusCode, json } = await call({ queryStringParameters: { limit: "5" } });
  expect(statusCode).toBe(200);
  expect(json).toEqual({
    body: { name: "Ada" },
    query: { limit: "5" },
    path: { thingId: "t1" },
    sourceIp: "198.51.100.7",
  });
});

test("decodes a base64 body as UTF-8", async () => {
  const encoded = Buffer.from(JSON.stringify({ name: "陳大文" })).toString("base64");
  const { json } = await call({ body: encoded, isBase64Encoded: true });
  expect(json).toMatchObject({ body: { name: "陳大文" } });
});

test("a response without a body is empty", async () => {
  expect(await call({}, () => Promise.resolve({ status: 204 }))).toMatchObject({ statusCode: 204, body: "" });
});

test("400 names each invalid field, in the shared shape", async () => {
  const { statusCode, json } = await call({ body: '{"name":7,"admin":true}' });
  expect(statusCode).toBe(400);
  expect(errorBody.parse(json)).toEqual({
    error: "BAD_REQUEST",
    message: "The request is not valid.",
    details: [
      { field: "name", problem: "must be of type string" },
      { field: "admin", problem: "is not a known field" },
    ],
    requestId: "gateway-id",
  });
  expect(await call({ queryStringParameters: { limit: "many" } })).toMatchObject({ statusCode: 400 });
});

test("every route refuses query parameters that it does not know", async () => {
  const { query: _query, ...plain } = probe;
  const sent = event({ queryStringParameters: { yaer: "1985" } });
  for (const one of [probe, plain]) {
    const { statusCode, body: answer } = await apiHandler(one, () => () => Promise.resolve(ok({})))(
      sent,
      context,
    );
    expect(statusCode).toBe(400);
    expect(JSON.parse(answer)).toMatchObject({
      details: [{ field: "yaer", problem: "is not a known field" }],
    });
  }
});

test("413 for a body that is too large", async () => {
  const answer = await call({ body: JSON.stringify({ name: "x".repeat(70_000) }) });
  expect(answer).toMatchObject({ statusCode: 413, json: { error: "PAYLOAD_TOO_LARGE" } });
});

test.each([
  [badRequest([{ field: "name", problem: "is odd" }]), 400, "BAD_REQUEST"],
  [unauthorized("No."), 401, "UNAUTHORIZED"],
  [forbidden("No."), 403, "FORBIDDEN"],
  [tooManyRequests(0.2), 429, "TOO_MANY_REQUESTS"],
])("errors of services keep their message: %s", async (error, status, code) => {
  const { statusCode, json } = await call({}, () => Promise.reject(error));
  expect({ statusCode, code: json?.["error"], message: json?.["message"] }).toEqual({
    statusCode: status,
    code,
    message: error.message,
  });
});

test("429 has Retry-After in whole seconds", async () => {
  expect((await call({}, () => Promise.reject(tooManyRequests(12.3)))).headers).toMatchObject({
    "Retry-After": "13",
  });
  expect((await call({}, () => Promise.reject(tooManyRequests(-5)))).headers).toMatchObject({
    "Retry-After": "1",
  });
  expect((await call()).headers).not.toHaveProperty("Retry-After");
});

test.each<[string, () => Promise<never>]>([
  ["an error", () => Promise.reject(new Error("table sjc1990app-users is on fire"))],
  [
    "a text",
    () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- libraries do
      throw "on fire";
    },
  ],
  [
    "at once",
    () => {
      throw new TypeError("on fire");
    },
  ],
  ["an answer that is no JSON", () => Promise.resolve(ok({ n: 1n })) as Promise<never>],
])("500 without internal details: %s", async (_what, endpoint) => {
  const { statusCode, json } = await call({}, endpoint);
  expect(statusCode).toBe(500);
  expect(json).toEqual({
    error: "INTERNAL_ERROR",
    message: "Something failed on our side.",
    requestId: "gateway-id",
  });
});

test.each([null, undefined, {}, "text", []])("never throws, whatever the event: %j", async (given) => {
  const handler = apiHandler(probe, () => () => Promise.resolve(ok({})));
  const answer = await handler(given, undefined);
  expect(answer.statusCode).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({ error: "BAD_REQUEST", requestId: "unknown" });
});

test("a failed setup still has CORS headers", async () => {
  const handler = apiHandler(probe, () => {
    throw new Error("no table");
  });
  const { statusCode, headers } = await handler(
    event({ headers: { origin: "http://localhost:3000" } }),
    context,
  );
  expect(statusCode).toBe(500);
  expect(headers).toMatchObject({ "Access-Control-Allow-Origin": "http://localhost:3000" });
});

test("a failed setup returns the shared shape, and the log has the reason", async () => {
  delete process.env["CORS_ORIGINS"];
  const { statusCode, json } = await call();
  expect({ statusCode, error: json?.["error"] }).toEqual({ statusCode: 500, error: "INTERNAL_ERROR" });
  expect(JSON.stringify(output.lines())).toContain("environment variables are not set: CORS_ORIGINS");
});

describe("headers", () => {
  test("prevent caching and MIME sniffing on every response", async () => {
    for (const endpoint of [undefined, () => Promise.reject(new Error("x"))]) {
      expect((await call({}, endpoint)).headers).toMatchObject({
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        Vary: "Origin",
      });
    }
  });

  test.each([
    ["origin", "https://app.example.org", true],
    ["Origin", "http://localhost:3000", true],
    ["ORIGIN", "https://app.example.org", true],
    ["origin", "https://evil.example.org", false],
    ["origin", "https://app.example.org.evil.org", false],
    ["origin", "http://app.example.org", false],
    ["origin", "null", false],
    ["origin", "*", false],
  ])("%s: allows %s: %s", async (name, origin, allowed) => {
    for (const over of [{}, { body: "" }]) {
      const { headers } = await call({ headers: { [name]: origin }, ...over });
      expect(headers?.["Access-Control-Allow-Origin"]).toBe(allowed ? origin : undefined);
    }
  });
});

describe("the log", () => {
  test("has one line per request, with ids and annotations of this request only", async () => {
    await call({ httpMethod: "PUT" }, () => {
      annotate({ userId: "usr_1" });
      return Promise.resolve(ok({}));
    });
    await call();
    const [first, second] = output.lines();
    expect(output.lines()).toHaveLength(2);
    expect(first).toMatchObject({
      level: "INFO",
      message: "request",
      service: "sjc1990app",
      requestId: "gateway-id",
      function_request_id: "lambda-id",
      route: "PUT /things/{thingId}",
      status: 200,
      latencyMs: expect.any(Number) as number,
      userId: "usr_1",
    });
    expect(first).toHaveProperty("cold_start");
    expect(second).not.toHaveProperty("userId");
  });

  test("has the code of a client error, and the stack of an internal one", async () => {
    await call({ body: "" });
    await call({}, () => Promise.reject(new Error("inside")));
    expect(output.lines()).toMatchObject([
      { level: "INFO", status: 400, errorCode: "BAD_REQUEST" },
      {
        level: "ERROR",
        status: 500,
        errorCode: "INTERNAL_ERROR",
        failure: { name: "Error", message: "inside" },
      },
    ]);
    expect(JSON.stringify(output.lines()[1])).toContain("http.test.ts");
    expect(output.lines()[0]).not.toHaveProperty("failure");
  });

  test("contains no input of the caller", async () => {
    const sent = {
      headers: { Authorization: "Bearer abc.def.ghi", "User-Agent": "curl" },
      queryStringParameters: { limit: "9" },
    };
    await call(sent);
    await call({ ...sent, body: '{"name":"Secret Name"}' });
    await call({ ...sent, pathParameters: { thingId: "secret-id" } }, () => Promise.reject(new Error("x")));
    for (const word of ["Ada", "Secret", "Bearer", "curl", "198.51.100.7", "secret-id"]) {
      expect(output.text()).not.toContain(word);
    }
    expect(output.lines()).toHaveLength(3);
  });
});
