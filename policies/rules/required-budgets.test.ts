import { stackCases } from "../testing/cases";
import { requiredBudgets } from "./required-budgets";

const other = { type: "sns/topic:Topic", name: "alerts", props: {} };
const budget = (name: string, props: Record<string, unknown>) => ({
  type: "budgets/budget:Budget",
  name,
  props: { budgetType: "COST", timeUnit: "MONTHLY", limitAmount: "200", ...props },
});
const notify = (notificationType: string, threshold: number, over: object = {}) => ({
  ...{ notificationType, threshold, thresholdType: "ABSOLUTE_VALUE", comparisonOperator: "GREATER_THAN" },
  subscriberSnsTopicArns: ["arn:aws:sns:us-east-1:123456789012:alerts"],
  ...over,
});
const at = (type: string, ...amounts: number[]) => amounts.map((usd) => notify(type, usd));

const actual = budget("actual", { notifications: at("ACTUAL", 100, 150, 200, 250) });
const forecast = budget("forecast", { notifications: at("FORECASTED", 100, 150, 200, 250) });
const daily = budget("daily", { timeUnit: "DAILY", limitAmount: "10", notifications: at("ACTUAL", 10) });

/** One amount, and none a day. */
const one = { alertsAtUsd: [150], dailyUsd: 0 };

stackCases(requiredBudgets, [
  { name: "all budgets", resources: [actual, forecast, daily] },
  {
    name: "a percentage of the limit, and an e-mail address",
    resources: [
      budget("both", {
        notifications: [
          notify("ACTUAL", 75, { thresholdType: "PERCENTAGE" }),
          notify("FORECASTED", 150, {
            subscriberSnsTopicArns: [],
            subscriberEmailAddresses: ["a@example.org"],
          }),
        ],
      }),
    ],
    parameters: one,
  },
  { name: "no budget where none is required", resources: [other], parameters: { required: false } },
  {
    name: "no budget",
    resources: [other],
    parameters: { alertsAtUsd: [150] },
    findings: ["(stack): ACTUAL::150", "(stack): FORECASTED::150", "(stack): DAILY::10"],
  },
  {
    name: "no forecast at one amount",
    resources: [actual, daily, budget("forecast", { notifications: at("FORECASTED", 100, 150, 200) })],
    findings: ["(stack): FORECASTED::250"],
  },
  {
    name: "an actual cost that is another one",
    resources: [forecast, daily, budget("actual", { notifications: at("ACTUAL", 100, 150, 200, 300) })],
    findings: ["(stack): ACTUAL::250"],
  },
  { name: "no daily budget", resources: [actual, forecast], findings: ["(stack): DAILY::10"] },
  {
    name: "a daily budget with another amount",
    resources: [actual, forecast, budget("daily", { timeUnit: "DAILY", notifications: at("ACTUAL", 20) })],
    findings: ["(stack): DAILY::10"],
  },
  {
    name: "a budget of usage",
    resources: [
      budget("usage", {
        budgetType: "USAGE",
        notifications: [...at("ACTUAL", 150), ...at("FORECASTED", 150)],
      }),
    ],
    parameters: one,
    findings: ["(stack): ACTUAL::150", "(stack): FORECASTED::150"],
  },
  {
    name: "notifications that reach nobody",
    resources: [
      budget("silent", {
        notifications: [
          notify("ACTUAL", 150, { subscriberSnsTopicArns: [] }),
          notify("FORECASTED", 150, { subscriberSnsTopicArns: undefined }),
        ],
      }),
    ],
    parameters: one,
    findings: ["(stack): ACTUAL::150", "(stack): FORECASTED::150"],
  },
]);
