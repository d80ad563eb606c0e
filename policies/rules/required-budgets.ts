import { at, listOf, type Plain } from "../lib/plain";
import { stackRule, type StackFinding } from "../lib/rule";
import { isGiven, type Stack } from "../lib/stack";

/** What a notification watches: the actual cost, or the forecast for the whole month. */
const NOTIFICATION_TYPES = ["ACTUAL", "FORECASTED"] as const;

/** Requires budgets that notify at certain amounts a month and a day. */
export const requiredBudgets = stackRule<{
  required: boolean;
  alertsAtUsd: readonly number[];
  dailyUsd: number;
}>({
  name: "required-budgets",
  severity: "medium",
  describe: "The stack has cost budgets that notify somebody, by month and by day.",
  why: "The bill comes at the end of the month, when a loop or an attack has already cost its money.",
  fix:
    "Add Budgets with budgetType COST, timeUnit MONTHLY or DAILY, and notifications to e-mail addresses or a topic. AWS " +
    "allows five notifications for one budget, and no forecast for a day.",
  parameters: {
    required: { type: "boolean", description: "Whether the stack must have budgets.", default: true },
    alertsAtUsd: {
      type: "array",
      items: { type: "number" },
      description:
        "Amounts in USD a month that must notify by actual cost and by forecast, set as an amount or as a percentage of " +
        "the limit.",
      default: [100, 150, 200, 250],
    },
    dailyUsd: {
      type: "number",
      description: "Amount in USD a day that must notify by actual cost. `0` for none.",
      minimum: 0,
      default: 10,
    },
  },
  checkStack: (stack, { parameters: { required, alertsAtUsd, dailyUsd } }) => {
    if (!required) return [];
    const monthly = notificationsOf(stack, "MONTHLY");
    const daily = notificationsOf(stack, "DAILY");
    return [
      ...NOTIFICATION_TYPES.flatMap((type) =>
        alertsAtUsd
          .filter((usd) => !monthly.has(`${type} ${String(usd)}`))
          .map((usd) => missing(`${type}::${String(usd)}`, usd, "month", type)),
      ),
      ...(dailyUsd === 0 || daily.has(`ACTUAL ${String(dailyUsd)}`)
        ? []
        : [missing(`DAILY::${String(dailyUsd)}`, dailyUsd, "day", "ACTUAL")]),
    ];
  },
});

function missing(
  id: string,
  usd: number,
  period: string,
  type: (typeof NOTIFICATION_TYPES)[number],
): StackFinding {
  const cost = type === "ACTUAL" ? "actual cost" : "forecast";
  return { id, what: `no budget notifies at ${String(usd)} USD a ${period} by ${cost}` };
}

/** `<type> <amount>` of the notifications that reach somebody, in the currency of the budget. */
function notificationsOf(stack: Stack, timeUnit: "MONTHLY" | "DAILY"): ReadonlySet<string> {
  const budgets = stack
    .ofType("aws:budgets/budget:Budget")
    .filter(({ props }) => props["budgetType"] === "COST" && props["timeUnit"] === timeUnit);
  const found = budgets.flatMap(({ props }) =>
    listOf(props["notifications"])
      .filter(reachesSomebody)
      .flatMap((one) => {
        const type = at(one, "notificationType");
        return typeof type === "string" ? [`${type} ${String(amountOf(one, props["limitAmount"]))}`] : [];
      }),
  );
  return new Set(found);
}

function reachesSomebody(notification: Plain): boolean {
  return ["subscriberEmailAddresses", "subscriberSnsTopicArns"].some((subscribers) =>
    listOf(at(notification, subscribers)).some(isGiven),
  );
}

/** Rounded to cents: a percentage of the limit is rarely a round number. */
function amountOf(notification: Plain, limit: Plain | undefined): number {
  const threshold = Number(at(notification, "threshold"));
  const isShare = at(notification, "thresholdType") === "PERCENTAGE";
  return Math.round(isShare ? threshold * Number(limit) : threshold * 100) / 100;
}
