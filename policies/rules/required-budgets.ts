import { at, listOf, type Plain } from "../lib/plain";
import { stackRule } from "../lib/rule";
import { isGiven, type StackResource } from "../lib/stack";

/** Requires a monthly budget with notifications. */
export const requiredBudgets = stackRule<{ required: boolean; alertsAtUsd: readonly number[] }>({
  name: "required-budgets",
  severity: "medium",
  describe: "The stack has a monthly cost budget that notifies somebody.",
  why: "The bill comes at the end of the month, when a loop or an attack has already cost its money.",
  fix: "Add a Budget with budgetType COST and timeUnit MONTHLY, with notifications to e-mail addresses or a topic.",
  parameters: {
    required: { type: "boolean", description: "Whether the stack must have a budget.", default: true },
    alertsAtUsd: {
      type: "array",
      items: { type: "number" },
      description:
        "Monthly amounts in USD that must trigger a notification, set as an amount or as a percentage of the limit.",
      default: [],
    },
  },
  checkStack: (stack, { parameters: { required, alertsAtUsd } }) => {
    if (!required) return [];
    const budgets = stack
      .ofType("aws:budgets/budget:Budget")
      .filter(({ props }) => props["budgetType"] === "COST" && props["timeUnit"] === "MONTHLY");
    if (budgets.length === 0) return [{ id: "no-budget", what: "the stack has no monthly budget" }];
    const amounts = new Set(budgets.flatMap(alertsOf));
    if (amounts.size === 0) return [{ id: "no-alert", what: "no budget of the stack has notifications" }];
    return alertsAtUsd
      .filter((amount) => !amounts.has(amount))
      .map((amount) => ({
        id: `alert::${String(amount)}`,
        what: `no budget notifies at ${String(amount)} USD a month`,
      }));
  },
});

/** The amounts, in the budget's currency, at which a budget notifies somebody. */
function alertsOf({ props }: StackResource): number[] {
  const limit = Number(props["limitAmount"]);
  return listOf(props["notifications"])
    .filter((one) => isSome(at(one, "subscriberEmailAddresses")) || isSome(at(one, "subscriberSnsTopicArns")))
    .flatMap((one) => {
      const threshold = Number(at(one, "threshold"));
      const amount = at(one, "thresholdType") === "PERCENTAGE" ? (threshold * limit) / 100 : threshold;
      // Rounded to cents: a percentage of the limit is rarely a round number.
      return Number.isFinite(amount) ? [Math.round(amount * 100) / 100] : [];
    });
}

function isSome(value: Plain | undefined): boolean {
  return listOf(value).some(isGiven);
}
