import { validConfig, type Registered } from "../offline/registered";
import { runProgram } from "../offline/run-program";
import { only } from "../testing/registered";

const BUDGET = "aws:budgets/budget:Budget";
const topic = (severity: string): string =>
  `arn:aws:sns:us-east-1:123456789012:sjc1990app-alerts-${severity}-dev`;

const withBudget = (budget: object): Promise<Registered[]> =>
  runProgram({ config: { ...validConfig, "sjc1990app:budget": JSON.stringify(budget) } });

describe("the budgets of a stage", () => {
  let registered: Registered[];
  beforeAll(async () => {
    registered = await withBudget({ target: 200, monthly: [100, 200, 250], daily: 7.5 });
  });

  test.each([
    ["monthly", "MONTHLY", "200"],
    ["monthly-forecast", "MONTHLY", "200"],
    ["daily", "DAILY", "7.5"],
  ])("%s counts the cost of what has the stage's tag", (name, timeUnit, limitAmount) => {
    expect(only(registered, BUDGET, name)).toMatchObject({
      ...{ name: `sjc1990app-${name}-dev`, budgetType: "COST", timeUnit, limitAmount, limitUnit: "USD" },
      costFilters: [{ name: "TagKeyValue", values: ["user:stage$dev"] }],
    });
  });

  const notifies = (notificationType: string, threshold: number, severity: string) => ({
    ...{ comparisonOperator: "GREATER_THAN", thresholdType: "ABSOLUTE_VALUE", notificationType, threshold },
    subscriberSnsTopicArns: [topic(severity)],
  });

  test("actual cost above the target is critical, forecasts and days are warnings", () => {
    expect(only(registered, BUDGET, "monthly")["notifications"]).toEqual([
      notifies("ACTUAL", 100, "warning"),
      notifies("ACTUAL", 200, "warning"),
      notifies("ACTUAL", 250, "critical"),
    ]);
    expect(only(registered, BUDGET, "monthly-forecast")["notifications"]).toEqual(
      [100, 200, 250].map((usd) => notifies("FORECASTED", usd, "warning")),
    );
    expect(only(registered, BUDGET, "daily")["notifications"]).toEqual([notifies("ACTUAL", 7.5, "warning")]);
  });

  test("are created after the topics that they notify", () => {
    const { dependencies } = registered.find(({ type }) => type === BUDGET) as Registered;
    expect(dependencies).toEqual(
      expect.arrayContaining(
        ["critical", "warning"].map((severity) => `aws:sns/topic:Topic::alerts-${severity}`),
      ),
    );
  });

  test("have no anomaly monitor unless it is configured", () => {
    expect(registered.filter(({ type }) => type.startsWith("aws:costexplorer/"))).toEqual([]);
  });
});

test("unusual cost of the stage notifies from an impact on", async () => {
  const registered = await withBudget({ target: 200, monthly: [100], daily: 10, anomaly: 20 });
  const monitor = only(registered, "aws:costexplorer/anomalyMonitor:AnomalyMonitor", "cost-anomalies");
  expect(monitor).toMatchObject({ name: "sjc1990app-cost-anomalies-dev", monitorType: "CUSTOM" });
  expect(JSON.parse(monitor["monitorSpecification"] as string)).toMatchObject({
    Tags: { Key: "stage", Values: ["dev"] },
  });
  expect(
    only(registered, "aws:costexplorer/anomalySubscription:AnomalySubscription", "cost-anomalies"),
  ).toMatchObject({
    frequency: "IMMEDIATE",
    monitorArnLists: ["arn:aws:mock:::cost-anomalies"],
    subscribers: [{ type: "SNS", address: topic("warning") }],
    thresholdExpression: {
      dimension: {
        ...{ key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE", matchOptions: ["GREATER_THAN_OR_EQUAL"] },
        values: ["20"],
      },
    },
  });
});
