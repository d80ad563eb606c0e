import { estimate } from "../cost/estimate";
import { pricedRegion, pricesOf } from "../cost/prices";
import { usageWith } from "../cost/usage";
import { stackRule, type ParameterValue } from "../lib/rule";

/** Limits the estimated cost of a stack. */
export const estimatedCost = stackRule<{
  monthlyUsd: number;
  users: number;
  usage: Readonly<Record<string, ParameterValue>>;
}>({
  name: "estimated-cost",
  severity: "medium",
  describe: "The estimated monthly cost of the stack, without text messages, is within its limit.",
  why: "A resource that costs money by the hour, or a price per request, shows on the bill a month later.",
  fix: "Run `npm run cost` for the stage, remove what costs most, or raise `monthlyUsd` for the stage in policies/levels.",
  details:
    `The estimate uses the list prices of ${pricedRegion} of ${pricesOf} (\`policies/cost/prices.ts\`) and the usage of one user ` +
    "(`policies/cost/usage.ts`), see [costs](costs.md). A value that is not known at preview counts with its usual amount. " +
    "A type of AWS that the tables do not know is a finding of its own: add its price, or add it to the free types.",
  parameters: {
    monthlyUsd: {
      type: "number",
      minimum: 0,
      description: "Limit in USD a month, text messages not included.",
      default: 200,
    },
    users: { type: "integer", minimum: 0, description: "Users of the stage.", default: 500 },
    usage: {
      type: "object",
      description: "Numbers that differ from the usage in `policies/cost/usage.ts`, by name.",
      default: {},
    },
  },
  checkStack: ({ resources }, { parameters: { monthlyUsd, users, usage } }) => {
    const { total, components, unpriced } = estimate(resources, usageWith({ ...usage, users }));
    const dearest = components
      .slice(0, 3)
      .map(({ component, usd }) => `${component} ${usd.toFixed(2)}`)
      .join(", ");
    return [
      ...(total <= monthlyUsd
        ? []
        : [
            {
              id: "over-limit",
              what: `the stack costs an estimated ${total.toFixed(2)} USD a month, above ${String(monthlyUsd)} USD (${dearest})`,
            },
          ]),
      ...resources
        .filter(({ type }) => unpriced.includes(type))
        .map((resource) => ({
          id: `not-priced::${resource.type}`,
          what: "has no price in the cost estimate",
          resource,
          fix: "Add a charge in policies/cost/charges.ts, or add the type in policies/cost/free.ts if it is free.",
        })),
    ];
  },
});
