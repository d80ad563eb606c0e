import { stackCases } from "../testing/cases";
import { requiredBudgets } from "./required-budgets";

const other = { type: "sns/topic:Topic", name: "alerts", props: {} };
const budget = (props: Record<string, unknown>) => ({
  type: "budgets/budget:Budget",
  name: "monthly",
  props: { budgetType: "COST", timeUnit: "MONTHLY", limitAmount: "200", ...props },
});
const tell = (threshold: number, thresholdType: string, to: string[] = ["a@example.org"]) => ({
  threshold,
  thresholdType,
  subscriberEmailAddresses: to,
});
const both = { notifications: [tell(100, "ABSOLUTE_VALUE"), tell(75, "PERCENTAGE")] };

stackCases(requiredBudgets, [
  { name: "a budget with notifications", resources: [budget(both)] },
  {
    name: "all required amounts",
    resources: [budget(both)],
    parameters: { alertsAtUsd: [100, 150] },
  },
  {
    name: "a missing amount",
    resources: [budget(both)],
    parameters: { alertsAtUsd: [100, 250] },
    findings: ["(stack): alert::250"],
  },
  { name: "no budget", resources: [other], findings: ["(stack): no-budget"] },
  { name: "no budget where none is required", resources: [other], parameters: { required: false } },
  {
    name: "a daily budget",
    resources: [budget({ ...both, timeUnit: "DAILY" })],
    findings: ["(stack): no-budget"],
  },
  {
    name: "a budget without notifications",
    resources: [budget({ notifications: [tell(100, "PERCENTAGE", [])] })],
    findings: ["(stack): no-alert"],
  },
]);
