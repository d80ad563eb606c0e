import { BudgetsClient, DescribeBudgetCommand, NotFoundException } from "@aws-sdk/client-budgets";

import { physicalName } from "../../../infra/lib/names";
import { failed, passed, warning, type Check } from "../check";
import type { PreflightContext } from "./context";

/** The budget of the month exists and is not exceeded. */
export const budget: Check<PreflightContext> = {
  name: "budget",
  summary: "the monthly budget of the stage exists and is not exceeded",
  async run({ stage, signal }) {
    const name = physicalName("monthly", stage.place);
    // Budgets has one endpoint for all regions.
    const client = new BudgetsClient({ ...stage.aws, region: "us-east-1" });
    const command = new DescribeBudgetCommand({ AccountId: stage.place.accountId, BudgetName: name });
    const found = await client.send(command, { abortSignal: signal }).then(
      ({ Budget }) => Budget,
      (error: unknown) => {
        if (!(error instanceof NotFoundException)) throw error;
        return undefined;
      },
    );
    if (found === undefined)
      return warning(
        `there is no budget ${name}`,
        "The first deployment creates it. If it was deleted, deploy again.",
      );
    const limit = Number(found.BudgetLimit?.Amount);
    const spent = Number(found.CalculatedSpend?.ActualSpend?.Amount ?? 0);
    const said = `${spent.toFixed(2)} of ${limit.toFixed(2)} USD this month`;
    if (spent > limit)
      return failed(
        said,
        `See docs/runbooks/budget.md, and what was spent: npm run cost -- --actual --stack ${stage.name}`,
      );
    return passed(said);
  },
};
