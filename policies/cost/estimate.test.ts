import { UNKNOWN, type PlainObject } from "../lib/plain";
import { ALLOWANCES, amount, estimate, type Estimate } from "./estimate";
import { usageWith } from "./usage";

const resource = (type: string, name: string, props: PlainObject = {}) => ({
  type: `aws:${type}`,
  name,
  props,
});
const nobody = usageWith({ users: 0, alertMessages: 0 });

function lines({ lines: all }: Pick<Estimate, "lines">): Record<string, number> {
  return Object.fromEntries(
    all.map(({ service, item, usd }) => [`${service}: ${item}`, Math.round(usd * 1e4) / 1e4]),
  );
}

const alarm = (name: string, props: PlainObject) =>
  resource("cloudwatch/metricAlarm:MetricAlarm", name, props);
const query = (period: number) => ({ metric: { namespace: "AWS/Lambda", metricName: "Errors", period } });
const dashboard = (name: string, metrics: number) =>
  resource("cloudwatch/dashboard:Dashboard", name, {
    dashboardBody: JSON.stringify({
      widgets: [
        {
          properties: {
            metrics: [
              ...Array.from({ length: metrics }, (_, i) => [
                "AWS/Lambda",
                "Errors",
                "FunctionName",
                `f${String(i)}`,
              ]),
              // The same metric once more with other options, and an expression.
              ["AWS/Lambda", "Errors", "FunctionName", "f0", { stat: "p99" }],
              [{ expression: "a/b" }],
            ],
          },
        },
      ],
    }),
  });

test("an alarm costs each of its metrics, ten of the account are free", () => {
  const queries = [{ expression: "a+b" }, query(60), query(60), query(60)];
  const four = ["a", "b", "c", "d"].map((name) => alarm(name, { metricQueries: queries }));
  const estimated = estimate([...four, alarm("e", { metricName: "Errors", period: 60 })], nobody);
  expect(lines(estimated)).toEqual({
    "CloudWatch: alarm metrics": 1.3,
    "CloudWatch: free: alarm metrics": -1,
  });
  expect(estimated.total).toBeCloseTo(0.3, 9);
});

test("alarms below a minute and composite alarms cost more, and have no allowance", () => {
  const composite = resource("cloudwatch/compositeAlarm:CompositeAlarm", "unhealthy");
  expect(lines(estimate([alarm("fast", { metricQueries: [query(10)] }), composite], nobody))).toEqual({
    "CloudWatch: alarm metrics below a minute": 0.3,
    "CloudWatch: composite alarms": 0.5,
  });
});

test("three dashboards are free if they have at most 50 metrics", () => {
  const small = ["a", "b", "c", "d"].map((name) => dashboard(name, 50));
  expect(lines(estimate([...small, dashboard("large", 51)], nobody))).toEqual({
    "CloudWatch: dashboards of up to 50 metrics": 12,
    "CloudWatch: free: dashboards of up to 50 metrics": -9,
    "CloudWatch: dashboards of more than 50 metrics": 3,
  });
});

test("photos are free up to 1 TB, and the allowance is a part of the first tier", () => {
  const distribution = resource("cloudfront/distribution:Distribution", "photos");
  const photos = (users: number) =>
    estimate([distribution], usageWith({ users, photoViews: 1, photoMisses: 0, photoViewKB: 1024 * 1024 }));
  expect(photos(1024).total).toBeCloseTo(0, 9);
  expect(photos(1025).total).toBeCloseTo(0.12, 9);
  // 10 TB at the first price, 1 TB of them free, and a GB at the second.
  expect(photos(10 * 1024 + 1).total).toBeCloseTo(9 * 1024 * 0.12 + 0.1, 6);
});

const api = resource("apigateway/restApi:RestApi", "api", {
  body: JSON.stringify({
    paths: { "/health": { get: { uri: "arn:aws:lambda:us-east-1:1:function:health:live/invocations" } } },
    components: { securitySchemes: { token: { authorizerUri: "x:function:authorizer:live/invocations" } } },
  }),
});
const fn = (name: string, props: PlainObject = {}) =>
  resource("lambda/function:Function", name, { name, architectures: ["arm64"], memorySize: 1024, ...props });

test("requests go to the functions of the API, events to the others, and the authorizer has its share", () => {
  const usage = usageWith({
    users: 1000,
    requests: 10_000,
    authorizerShare: 0.5,
    events: 2000,
    functionMs: 100,
    eventMs: 200,
  });
  const { lines: all, total } = estimate(
    [api, fn("health"), fn("authorizer"), fn("send", { memorySize: UNKNOWN })],
    usage,
  );
  const explained = Object.fromEntries(all.map(({ item, explanation }) => [item, explanation]));
  expect(explained["requests"]).toContain("17,000,000 requests × 0.2 USD per million");
  // 10 and 5 million of 0.1 s at 1 GB, 2 million of 0.2 s at the usual 512 MB.
  expect(explained["duration on arm64"]).toBe("1,700,000 GB-s × 0.0000133334 USD");
  expect(total).toBeGreaterThan(16 * 0.2);
});

test("a health check makes a request to the API each time, other schedules do not", () => {
  const schedule = (name: string) =>
    resource("scheduler/schedule:Schedule", name, { scheduleExpression: "rate(5 minutes)" });
  const stage = resource("apigateway/stage:Stage", "stage");
  const explained = ({ lines: all }: Estimate) =>
    Object.fromEntries(all.map(({ item, explanation }) => [item, explanation]));
  const checked = explained(estimate([stage, schedule("health-check")], nobody));
  expect(checked["REST API requests"]).toBe("8,760 requests × 3.5 USD per million");
  expect(checked["runs of schedules"]).toBe("8,760 runs × 1 USD per million");
  expect(explained(estimate([stage, schedule("digest")], nobody))).not.toHaveProperty("REST API requests");
});

test("a smoke test makes the requests of its journeys in place of a health check", () => {
  const schedule = resource("scheduler/schedule:Schedule", "health-check", {
    scheduleExpression: "rate(5 minutes)",
  });
  const environment = { variables: { SMOKE_MINUTES: "30", HEALTH_CHECK_MINUTES: "5" } };
  const stage = resource("apigateway/stage:Stage", "stage");
  const { lines: all } = estimate([stage, schedule, fn("health-check", { environment })], nobody);
  // 8,760 runs: 7,300 health checks, and 1,460 smoke tests with 13 requests each.
  expect(all.find(({ item }) => item === "REST API requests")?.explanation).toBe(
    "26,280 requests × 3.5 USD per million",
  );
});

test("metrics of the application cost the hours in which they get data", () => {
  const metrics = (environment: PlainObject, users: number) =>
    lines(estimate([api, fn("health", { environment })], usageWith({ users })))["CloudWatch: custom metrics"];
  const writes = { variables: { POWERTOOLS_METRICS_NAMESPACE: "sjc1990app" } };
  expect(metrics({}, 500)).toBeUndefined();
  expect(metrics(writes, 0)).toBeUndefined();
  expect(metrics(writes, 50)).toBeGreaterThan(0.1);
  // 19 metrics in every hour, no health check, and a cold start once an hour on average.
  expect(metrics(writes, 1_000_000)).toBeCloseTo((19 + (1 - Math.exp(-1))) * 0.3, 3);
});

test("a queue is polled all month: by two pollers, or by five with maximum concurrency; a stream for free", () => {
  const mapping = (name: string, props: PlainObject) =>
    resource("lambda/eventSourceMapping:EventSourceMapping", name, props);
  const polls = (props: PlainObject) => estimate([mapping("one", props)], nobody).lines[0]?.explanation;
  expect(polls({})).toContain("262,800 requests");
  expect(polls({ scalingConfig: { maximumConcurrency: 2 } })).toContain("657,000 requests");
  expect(polls({ startingPosition: "LATEST" })).toBeUndefined();
});

test("tables on demand cost units, provisioned tables cost capacity", () => {
  const table = (props: PlainObject) => estimate([resource("dynamodb/table:Table", "users", props)], nobody);
  expect(lines(table({ billingMode: "PAY_PER_REQUEST" }))).toEqual({});
  expect(lines(table({ readCapacity: 30, writeCapacity: 25 }))).toMatchObject({
    "DynamoDB: provisioned reads": 2.847,
    "DynamoDB: free: provisioned reads": -2.3725,
    "DynamoDB: free: provisioned writes": -11.8625,
  });
});

test("without users, only what costs by the month is left", () => {
  const resources = [api, fn("health"), resource("kms/key:Key", "key"), resource("sqs/queue:Queue", "queue")];
  expect(lines(estimate(resources, nobody))).toEqual({ "KMS: keys": 1 });
});

test("components add up to the total, allowances of the account included", () => {
  const named = (name: string, component: string) =>
    alarm(name, { metricName: "Errors", tags: { component } });
  const { components, total } = estimate(
    [
      named("a", "api"),
      named("b", "api"),
      named("c", "queue"),
      resource("kms/key:Key", "untagged", { tags: UNKNOWN }),
    ],
    nobody,
  );
  expect(components.map(({ component, usd }) => [component, Math.round(usd * 100) / 100])).toEqual([
    ["Key untagged", 1],
    ["api", 0.2],
    ["queue", 0.1],
    [ALLOWANCES, -0.3],
  ]);
  expect(components.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(total, 9);
});

test("types that the tables do not know are listed once", () => {
  const nat = resource("ec2/natGateway:NatGateway", "nat");
  const role = resource("iam/role:Role", "role");
  const component = { type: "sjc1990app:data:Table", name: "users", props: {} };
  expect(estimate([nat, nat, role, component], nobody).unpriced).toEqual(["aws:ec2/natGateway:NatGateway"]);
});

test("text messages are shared among the countries that the stage serves", () => {
  const usage = usageWith({ users: 1000, codes: 1, smsNotices: 0 });
  const { sms, smsTotal, total } = estimate([], usage, ["852", "1"]);
  expect(sms.map(({ item, explanation }) => [item, explanation])).toEqual([
    ["+852 Hong Kong", "875 messages × 0.042 USD"],
    ["+1 United States and Canada", "125 messages × 0.012 USD"],
  ]);
  expect([smsTotal, total]).toEqual([expect.closeTo(38.25, 9), 0]);
  expect(() => estimate([], usage, ["999"])).toThrow(
    "text messages to +999 have no price: add it to policies/cost/sms.ts",
  );
});

test.each([
  [1234567.8, "1,234,568"],
  [0.0057, "0.0057"],
  [0.354, "0.35"],
  [2, "2"],
])("%d is shown as %s", (value, text) => {
  expect(amount(value)).toBe(text);
});
