import type * as logModule from "./log";
import type * as metricsModule from "./metrics";
import { readMetrics, type Datum } from "../testing/emf";
import { captureOutput } from "../testing/output";

const output = captureOutput();
const environment = { ...process.env };

beforeEach(() => {
  Object.assign(process.env, {
    AWS_LAMBDA_FUNCTION_NAME: "sjc1990app-auth-verify-test",
    STAGE: "test",
  });
});
afterEach(() => {
  process.env = { ...environment };
});

/** The modules in a container of their own. */
function container() {
  jest.resetModules();
  return {
    ...jest.requireActual<typeof metricsModule>("./metrics"),
    ...jest.requireActual<typeof logModule>("./log"),
  };
}

const data = (): Datum[] => output.metrics().flatMap(readMetrics);

const total = { service: "sjc1990app", stage: "test" };
const datum = (name: string, value: number, dimensions: object = {}): Datum => ({
  ...{ namespace: "sjc1990app", name, value },
  dimensions: { ...total, ...dimensions },
});

test("counts of the stage are one line, with the sum of each", () => {
  const { count, publishMetrics } = container();
  count("SignIns");
  count("Verifications");
  count("SignIns");
  publishMetrics();
  expect(output.metrics()).toHaveLength(1);
  expect(data()).toEqual([datum("SignIns", 2), datum("Verifications", 1)]);
});

test("messages are counted for all channels, by channel and by reason", () => {
  const { countSent, countUnsent, publishMetrics } = container();
  countSent("sms");
  countSent("email");
  countSent("sms");
  countUnsent("sms", "refused");
  publishMetrics();
  expect(data()).toEqual([
    datum("MessagesSent", 2),
    datum("MessagesSent", 2, { channel: "sms" }),
    datum("MessagesSent", 1),
    datum("MessagesSent", 1, { channel: "email" }),
    datum("MessagesFailed", 1),
    datum("MessagesFailed", 1, { channel: "sms", reason: "refused" }),
  ]);
});

test("nothing is written when nothing was counted, and nothing twice", () => {
  const { count, publishMetrics } = container();
  publishMetrics();
  expect(output.text()).toBe("");
  count("Uploads");
  publishMetrics();
  publishMetrics();
  expect(data()).toEqual([datum("Uploads", 1)]);
});

test("a value of 0 is written when it is counted", () => {
  const { count, publishMetrics } = container();
  count("HealthChecks", 0);
  publishMetrics();
  expect(data()).toEqual([datum("HealthChecks", 0)]);
});

test("the first call of a container on Lambda counts a cold start", () => {
  process.env["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
  const { publishMetrics } = container();
  publishMetrics();
  publishMetrics();
  expect(data()).toEqual([datum("ColdStart", 1)]);
});

test.each([200, 404])("a line with status %d counts no failure", (status) => {
  container().startLine({ requestId: "r", route: "GET /x" }, undefined)({ status });
  expect(output.lines()).toMatchObject([{ status, service: "sjc1990app" }]);
  expect(output.metrics()).toEqual([]);
});

test("a line with status 500 counts a failure of the stage and of the function", () => {
  container().startLine({ requestId: "r", route: "GET /x" }, undefined)({ status: 500 });
  expect(output.lines()).toHaveLength(1);
  expect(output.metrics()).toHaveLength(1);
  expect(data()).toEqual([
    datum("Failures", 1),
    datum("Failures", 1, { function_name: "sjc1990app-auth-verify-test" }),
  ]);
});

test("what was counted before a failure is not lost", () => {
  const { count, startLine } = container();
  const log = startLine({ requestId: "r", route: "POST /auth/verify" }, undefined);
  count("Verifications");
  log({ status: 500, error: new Error("down") });
  expect(data().map(({ name }) => name)).toEqual(["Verifications", "Failures", "Failures"]);
});

test("a metric that cannot be written fails no request, and the next one is written", () => {
  const { count, startLine } = container();
  const write = jest.mocked(process.stdout.write).getMockImplementation();
  jest.mocked(process.stdout.write).mockImplementation(() => {
    throw new Error("no output");
  });
  count("SignIns");
  expect(() => startLine({ requestId: "r", route: "x" }, undefined)({ status: 200 })).not.toThrow();
  jest.mocked(process.stdout.write).mockImplementation(write);
  count("Uploads");
  startLine({ requestId: "r", route: "x" }, undefined)({ status: 200 });
  expect(data()).toEqual([datum("Uploads", 1)]);
});

test("the settings of Powertools have their effect", () => {
  Object.assign(process.env, {
    POWERTOOLS_SERVICE_NAME: "other",
    POWERTOOLS_METRICS_NAMESPACE: "elsewhere",
    POWERTOOLS_LOG_LEVEL: "ERROR",
  });
  const { count, startLine } = container();
  count("SignIns");
  startLine({ requestId: "r", route: "x" }, undefined)({ status: 200 });
  startLine({ requestId: "r", route: "x" }, undefined)({ status: 500 });
  expect(output.lines()).toMatchObject([{ level: "ERROR", service: "other" }]);
  expect(data()[0]).toEqual({
    ...{ namespace: "elsewhere", name: "SignIns", value: 1 },
    dimensions: { ...total, service: "other" },
  });
});
