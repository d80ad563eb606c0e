import { estimateStage, type CostReport } from "../cost";
import { cost } from "./postflight/cost";
import type { PostflightContext } from "./postflight/context";
import { contextOf } from "./testing/context";
import { AwsEndpoint, type Answer } from "./testing/endpoint";

// Running the program takes seconds; ops/cost/cost.test.ts tests the estimate.
jest.mock("../cost", () => ({ estimateStage: jest.fn() }));

const endpoint = new AwsEndpoint();

function contextFor(stage: string): PostflightContext {
  const health = () => Promise.reject(new Error("the check read the health"));
  return { ...contextOf(stage, endpoint.clientConfig), since: new Date(), health };
}

/** Costs of the current month in USD. */
const spent = (usd: string): Answer => ({
  ResultsByTime: [
    {
      TimePeriod: { Start: "2026-11-01", End: "2026-11-11" },
      Groups: [{ Keys: ["AWS WAF"], Metrics: { UnblendedCost: { Amount: usd, Unit: "USD" } } }],
      Estimated: true,
    },
  ],
});
const forecast = (usd: string): Answer => ({ Total: { Amount: usd, Unit: "USD" } });
const tooLittleData = { error: "DataUnavailableException" };

/** The estimate of a month in USD, with a target of 200 USD. */
function estimate(usd: number): void {
  const budgets = [{ name: "monthly target", limit: 200, share: usd / 200 }];
  jest.mocked(estimateStage).mockResolvedValue({ report: { budgets } as unknown as CostReport });
}

beforeEach(() => {
  jest.useFakeTimers({
    now: new Date("2026-11-10T12:00:00Z"),
    doNotFake: ["nextTick", "queueMicrotask", "setImmediate", "setInterval", "setTimeout", "performance"],
  });
  estimate(120);
});
afterEach(() => {
  jest.useRealTimers();
});

const ESTIMATE = "estimate 120.00 of 200.00 USD a month";

test.each([
  [
    "spent, and expected, below the target",
    spent("50"),
    forecast("100"),
    "passed",
    "; spent 50.00, forecast 150.00",
  ],
  ["spent below the target, no forecast yet", spent("150"), tooLittleData, "passed", "; spent 150.00"],
  ["spent above the target", spent("200.50"), tooLittleData, "failed", "; spent 200.50"],
  ["expected above the target", spent("50"), forecast("151"), "failed", "; spent 50.00, forecast 201.00"],
])("%s", async (_, costs, rest, outcome, said) => {
  endpoint.answers = { GetCostAndUsage: costs, GetCostForecast: rest };
  expect(await cost.run(contextFor("prod"))).toMatchObject({ outcome, reason: `${ESTIMATE}${said}` });
});

test("without access to Cost Explorer it warns", async () => {
  endpoint.answers = { GetCostAndUsage: { error: "AccessDeniedException" } };
  expect(await cost.run(contextFor("prod"))).toMatchObject({
    outcome: "warning",
    reason: expect.stringMatching(/; what was spent is not known: AWS refused: AccessDenied/) as string,
  });
});

test.each(["local", "prod"])("an estimate above the target fails %s without a request", async (stage) => {
  estimate(201);
  expect(await cost.run(contextFor(stage))).toMatchObject({
    outcome: "failed",
    reason: "estimate 201.00 of 200.00 USD a month",
  });
  expect(endpoint.requests).toEqual([]);
});

test("on the stack local only the estimate counts", async () => {
  expect(await cost.run(contextFor("local"))).toEqual({ outcome: "passed", reason: ESTIMATE });
  expect(endpoint.requests).toEqual([]);
});
