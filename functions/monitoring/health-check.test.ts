import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { readMetrics } from "../testing/emf";
import { captureOutput } from "../testing/output";
import type { handler as Handler } from "./health-check";

const output = captureOutput();
let server: Server;

let handler: typeof Handler;

beforeAll(async () => {
  // Read when the modules are loaded.
  process.env["STAGE"] = "prod";
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  ({ handler } = await import("./health-check.js"));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Checks an API that answers like this. @returns what the function wrote. */
async function check(answer: RequestListener): Promise<Record<string, unknown>[]> {
  server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  process.env["API_URL"] = `http://127.0.0.1:${String(port)}`;
  await handler({ id: "check-1" }, undefined);
  return output.lines();
}

/** The values of `HealthChecks` that CloudWatch would read. */
const counted = () =>
  output
    .metrics()
    .flatMap(readMetrics)
    .filter(({ name }) => name === "HealthChecks");

const healthChecks = (value: number) => [
  {
    namespace: "sjc1990app",
    name: "HealthChecks",
    dimensions: { service: "sjc1990app", stage: "prod" },
    value,
  },
];

test("an API that answers with 200 counts as 1", async () => {
  const paths: (string | undefined)[] = [];
  const lines = await check((request, response) => {
    paths.push(request.url);
    response.end("{}");
  });
  expect(paths).toEqual(["/health"]);
  expect(lines).toMatchObject([{ requestId: "check-1", route: "SCHEDULE health-check", status: 200 }]);
  expect(lines[0]).not.toHaveProperty("errorCode");
  expect(counted()).toEqual(healthChecks(1));
});

test.each<[string, RequestListener, string]>([
  ["answers with 503", (_, response) => response.writeHead(503).end(), "answered_503"],
  ["redirects", (_, response) => response.writeHead(302, { location: "/x" }).end(), "answered_302"],
  ["closes the connection", (request) => request.socket.destroy(), "no_answer"],
])("an API that %s counts as 0", async (_what, answer, errorCode) => {
  expect(await check(answer)).toMatchObject([{ status: 200, errorCode }]);
  expect(counted()).toEqual(healthChecks(0));
});

test("an API that does not answer in time counts as 0", async () => {
  const timeout = jest.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort());
  expect(await check(() => undefined)).toMatchObject([{ errorCode: "no_answer" }]);
  expect(counted()).toEqual(healthChecks(0));
  expect(timeout).toHaveBeenCalledWith(5_000);
});
