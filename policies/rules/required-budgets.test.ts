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
  { name: "a budget that tells", resources: [budget(both)] },
  {
    name: "the amounts that are asked for",
    resources: [budget(both)],
    parameters: { alertsAtUsd: [100, 150] },
  },
  {
    name: "one amount that is missing",
    resources: [budget(both)],
    parameters: { alertsAtUsd: [100, 250] },
    findings: ["(stack): alert::250"],
  },
  { name: "no budget", resources: [other], findings: ["(stack): no-budget"] },
  { name: "no budget where none is asked for", resources: [other], parameters: { required: false } },
  {
    name: "a daily budget",
    resources: [budget({ ...both, timeUnit: "DAILY" })],
    findings: ["(stack): no-budget"],
  },
  {
    name: "a budget that tells nobody",
    resources: [budget({ notifications: [tell(100, "PERCENTAGE", [])] })],
    findings: ["(stack): no-alert"],
  },
]);
