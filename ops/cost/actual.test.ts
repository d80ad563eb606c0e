import { CostExplorerClient } from "@aws-sdk/client-cost-explorer";

import { actualMarkdown, actualText, spentCosts } from "./actual";
import {
  fakeCostExplorer,
  type Answer,
  type FakeCostExplorer,
  type Operation,
} from "./testing/cost-explorer";

const today = new Date("2026-11-28T04:00:00Z");

const group = (service: string, usd: string) => ({
  Keys: [service],
  Metrics: { UnblendedCost: { Amount: usd, Unit: "USD" } },
});
const month = (from: string, to: string, groups: unknown[]) => ({
  TimePeriod: { Start: from, End: to },
  Groups: groups,
  Estimated: true,
});

/** Two pages of costs, a forecast, and an active tag. */
function answers(operation: Operation, { NextPageToken }: Record<string, unknown>): Answer {
  if (operation === "GetCostForecast") return { body: { Total: { Amount: "1.50", Unit: "USD" } } };
  if (operation === "ListCostAllocationTags")
    return { body: { CostAllocationTags: [{ TagKey: "stage", Type: "UserDefined", Status: "Active" }] } };
  if (NextPageToken === undefined)
    return {
      body: {
        ResultsByTime: [
          month("2026-10-01", "2026-11-01", [group("AWS WAF", "6.05"), group("Amazon SNS", "20")]),
          month("2026-11-01", "2026-11-29", [group("AWS WAF", "5.5")]),
        ],
        NextPageToken: "second",
      },
    };
  return { body: { ResultsByTime: [month("2026-11-01", "2026-11-29", [group("Amazon SNS", "93")])] } };
}

const nothing: Answer = {
  body: {
    ResultsByTime: [month("2026-10-01", "2026-11-01", []), month("2026-11-01", "2026-11-29", [])],
  },
};

let fake: FakeCostExplorer;
const start = async (answer: Parameters<typeof fakeCostExplorer>[0]) =>
  (fake = await fakeCostExplorer(answer));
afterEach(() => fake.close());

test("reads two months by service from all pages, a forecast and the budgets of the stage", async () => {
  const { client } = await start(answers);
  const costs = await spentCosts("prod", client, today);
  expect(costs.lastMonth).toEqual({
    from: "2026-10-01",
    total: 26.05,
    services: [
      { service: "Amazon SNS", usd: 20 },
      { service: "AWS WAF", usd: 6.05 },
    ],
  });
  expect(costs.monthToDate).toMatchObject({ from: "2026-11-01", total: 98.5 });
  expect(costs.forecast).toBe(100);
  expect(costs.budgets.slice(0, 2)).toEqual([
    { name: "monthly target", limit: 200, share: 0.5 },
    { name: "monthly alert", limit: 100, share: 1 },
  ]);
});

test("asks for the stage's tag in the stage's account, from the last month to the end of this day", async () => {
  const { client, calls } = await start(answers);
  await spentCosts("prod", client, today);
  const Filter = {
    And: [
      { Tags: { Key: "stage", Values: ["prod"], MatchOptions: ["EQUALS"] } },
      { Dimensions: { Key: "LINKED_ACCOUNT", Values: ["444455556666"], MatchOptions: ["EQUALS"] } },
    ],
  };
  expect(calls.map(({ operation }) => operation)).toEqual([
    "GetCostAndUsage",
    "GetCostAndUsage",
    "GetCostForecast",
  ]);
  expect(calls[0]?.request).toMatchObject({ TimePeriod: { Start: "2026-10-01", End: "2026-11-29" }, Filter });
  expect(calls[2]?.request).toMatchObject({ TimePeriod: { Start: "2026-11-29", End: "2026-12-01" }, Filter });
});

test("in January the last month is December, and on the last day of a month there is no forecast", async () => {
  const { client, calls } = await start(answers);
  await spentCosts("prod", client, new Date("2027-01-31T23:59:59Z"));
  expect(calls[0]?.request).toMatchObject({ TimePeriod: { Start: "2026-12-01", End: "2027-02-01" } });
  expect(calls.map(({ operation }) => operation)).not.toContain("GetCostForecast");
});

test("too little data for a forecast is no error", async () => {
  const { client } = await start((operation, request) =>
    operation === "GetCostForecast"
      ? { error: "DataUnavailableException", message: "Insufficient amount of historical data" }
      : answers(operation, request),
  );
  const costs = await spentCosts("prod", client, today);
  expect(costs).not.toHaveProperty("forecast");
  expect(costs.budgets[0]?.share).toBeCloseTo(98.5 / 200, 9);
  expect(actualText(costs)).toContain("AWS has too little data");
});

test("no cost and no active tag is an error that says how to activate it", async () => {
  const { client } = await start((operation, request) =>
    operation === "GetCostAndUsage"
      ? nothing
      : operation === "ListCostAllocationTags"
        ? { body: { CostAllocationTags: [] } }
        : answers(operation, request),
  );
  await expect(spentCosts("prod", client, today)).rejects.toMatchObject({
    message: 'there are no costs of the stage "prod", and the cost allocation tag "stage" is not activated',
    remedy: expect.stringContaining("Cost allocation tags") as string,
  });
});

test("no cost with an active tag is no error", async () => {
  const { client } = await start((operation, request) =>
    operation === "GetCostAndUsage" ? nothing : answers(operation, request),
  );
  expect((await spentCosts("prod", client, today)).monthToDate).toEqual({
    from: "2026-11-01",
    total: 0,
    services: [],
  });
});

test.each([
  ["AccessDeniedException", "AWS refused: AccessDeniedException: no"],
  ["LimitExceededException", "AWS refused: LimitExceededException: no"],
])("%s of AWS is a clear error", async (error, message) => {
  const { client } = await start(() => ({ error, message: "no" }));
  await expect(spentCosts("prod", client, today)).rejects.toMatchObject({ name: "UserError", message });
});

test("missing credentials and a missing connection are clear errors", async () => {
  await start(answers);
  const without = new CostExplorerClient({
    region: "us-east-1",
    credentials: () => Promise.reject(Object.assign(new Error("none"), { name: "CredentialsProviderError" })),
  });
  await expect(spentCosts("prod", without, today)).rejects.toThrow("no AWS credentials");
  const unreachable = new CostExplorerClient({
    region: "us-east-1",
    endpoint: "http://127.0.0.1:1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  await expect(spentCosts("prod", unreachable, today)).rejects.toThrow("no answer from Cost Explorer");
});

test.each([
  ["local", "the stage local has no costs"],
  ["nowhere", 'unknown stage "nowhere"'],
])("the stage %s is refused without a request", async (stage, message) => {
  const { client, calls } = await start(answers);
  await expect(spentCosts(stage, client, today)).rejects.toThrow(message);
  expect(calls).toEqual([]);
});

test("is printed as text and as Markdown", async () => {
  const { client } = await start(answers);
  const costs = await spentCosts("prod", client, today);
  expect(actualText(costs)).toMatch(/\nAmazon SNS +20\.00 +93\.00\n/);
  expect(actualText(costs)).toMatch(/\nTotal +26\.05 +98\.50\nForecast of this month: 100\.00\n/);
  expect(actualMarkdown(costs)).toContain("| AWS WAF | 6.05 | 5.50 |\n");
  expect(actualMarkdown(costs)).toContain("- monthly target 200.00 USD: 50 % used");
});
