import { at, listOf, type Plain } from "../plain";
import { stackRule } from "../rule";
import { isGiven, type StackResource } from "../stack";

/** Somebody learns of costs while they can still be helped. */
export const requiredBudgets = stackRule<{ required: boolean; alertsAtUsd: readonly number[] }>({
  name: "required-budgets",
  severity: "medium",
  describe: "The stack has a monthly budget that tells somebody of what is spent.",
  why: "The bill comes at the end of the month: by then a loop or an attack has cost what it will cost.",
  fix: "Add a Budget with budgetType COST and timeUnit MONTHLY, with notifications that have e-mail addresses or a topic.",
  parameters: {
    required: { type: "boolean", description: "Whether the stack must have a budget.", default: true },
    alertsAtUsd: {
      type: "array",
      items: { type: "number" },
      description:
        "Amounts in USD a month of which a budget must tell, as an amount or as a share of its limit.",
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
    if (amounts.size === 0) return [{ id: "no-alert", what: "no budget of the stack tells anybody" }];
    return alertsAtUsd
      .filter((amount) => !amounts.has(amount))
      .map((amount) => ({
        id: `alert::${String(amount)}`,
        what: `no budget tells of ${String(amount)} USD a month`,
      }));
  },
});

/** The amounts, in the budget's currency, of which a budget tells somebody. */
function alertsOf({ props }: StackResource): number[] {
  const limit = Number(props["limitAmount"]);
  return listOf(props["notifications"])
    .filter((one) => isSome(at(one, "subscriberEmailAddresses")) || isSome(at(one, "subscriberSnsTopicArns")))
    .flatMap((one) => {
      const threshold = Number(at(one, "threshold"));
      const amount = at(one, "thresholdType") === "PERCENTAGE" ? (threshold * limit) / 100 : threshold;
      // To the cent: a share of a limit is rarely a round number.
      return Number.isFinite(amount) ? [Math.round(amount * 100) / 100] : [];
    });
}

function isSome(value: Plain | undefined): boolean {
  return listOf(value).some(isGiven);
}
