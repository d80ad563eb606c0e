import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { routes } from "../routes";
import { ApiClient, UnexpectedAnswer } from "./api-client";

interface Received {
  line: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}
type Reply = [status: number, body?: object | string, headers?: Record<string, string>];

let server: http.Server;
let url: string;
let replies: Reply[];
let received: Received[];

beforeAll((done) => {
  server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      received.push({
        line: `${String(request.method)} ${String(request.url)}`,
        headers: request.headers,
        body,
      });
      const [status, reply = "", headers = {}] = replies.shift() ?? [500, "no reply is left"];
      response.writeHead(status, headers).end(typeof reply === "string" ? reply : JSON.stringify(reply));
    });
  });
  server.listen(0, "127.0.0.1", () => {
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/local`;
    done();
  });
});
afterAll((done) => {
  server.close(done);
});
beforeEach(() => {
  [replies, received] = [[], []];
});

const tooMany = { error: "TOO_MANY_REQUESTS", message: "Try later.", requestId: "r" };

test("a request has its path, query, body and headers from the route and the caller", async () => {
  const observed: unknown[] = [];
  const api = new ApiClient(url, {
    headers: () => ({ "x-forwarded-for": "198.18.0.1" }),
    observer: { request: (_headers, body) => observed.push(body), answer: (body) => observed.push(body) },
  });
  replies.push([200, { message: "m", userId: "u", status: "approved" }], [200, { classrooms: [], count: 0 }]);
  const as = { accessToken: "t" };
  const answer = await api.call(routes.approve, { params: { userId: "a/b" }, as, body: {} });
  expect(answer.status).toBe("approved");
  await api.call(routes.listClassrooms, { query: { year: "1985" }, apiKey: "k" });
  expect(received).toMatchObject([
    {
      line: "POST /local/auth/approve/a%2Fb",
      headers: {
        authorization: "Bearer t",
        "content-type": "application/json",
        "x-forwarded-for": "198.18.0.1",
      },
      body: "{}",
    },
    { line: "GET /local/classrooms?year=1985", headers: { "x-api-key": "k" }, body: "" },
  ]);
  expect(received[1]?.headers["authorization"]).toBeUndefined();
  expect(observed).toEqual([{}, answer, undefined, { classrooms: [], count: 0 }]);
});

test.each<[string, Reply]>([
  ["a body that does not match its schema", [200, { status: "ok" }]],
  ["a status that the route does not declare", [201, { status: "ok", stage: "local", version: "1" }]],
  ["an error of another shape", [500, { message: "Internal server error" }]],
  ["a body that is not JSON", [502, "<html>"]],
])("%s is an error", async (_what, reply) => {
  replies.push(reply);
  await expect(new ApiClient(url).send(routes.health)).rejects.toThrow(UnexpectedAnswer);
});

test("an answer is not checked when validation is off", async () => {
  replies.push([200, { status: "ok" }]);
  expect(await new ApiClient(url, { validate: false }).call(routes.health)).toEqual({ status: "ok" });
});

test("a call waits for the gateway's throttle, but not for a limit of the function", async () => {
  const ok: Reply = [200, { status: "ok", stage: "local", version: "1" }];
  replies.push([429, tooMany], [429, tooMany, { "retry-after": "1" }], ok);
  expect(await new ApiClient(url).call(routes.health)).toMatchObject({ stage: "local" });
  replies.push([429, tooMany, { "retry-after": "60" }]);
  await expect(new ApiClient(url).call(routes.health)).rejects.toMatchObject({ status: 429 });
});

test("a refusal with another status than the expected one is an error", async () => {
  replies.push([429, tooMany, { "retry-after": "60" }], [429, tooMany, { "retry-after": "60" }]);
  const refused = await new ApiClient(url).refused(429, routes.health);
  expect(refused.body).toEqual(tooMany);
  await expect(new ApiClient(url).refused(403, routes.health)).rejects.toThrow("expected 403");
});

/** Never called: type checking fails when the client accepts one of these. */
export const wrongCalls = (api: ApiClient): unknown => [
  // @ts-expect-error a body is missing
  api.call(routes.register),
  // @ts-expect-error a body of another type
  api.call(routes.register, { body: { phoneNumber: 1 } }),
  // @ts-expect-error a missing path parameter
  api.call(routes.getProfile, {}),
  // @ts-expect-error an unknown path parameter
  api.call(routes.getProfile, { params: { userId: "me", classroomId: "x" } }),
  // @ts-expect-error an unknown query parameter
  api.call(routes.listClassrooms, { query: { month: "1" } }),
  // @ts-expect-error a body where the route has none
  api.call(routes.health, { body: {} }),
];
