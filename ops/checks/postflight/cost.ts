import { CostExplorerClient } from "@aws-sdk/client-cost-explorer";

import { UserError } from "../../../common/errors";
import { estimateStage } from "../../cost";
import { spentCosts } from "../../cost/actual";
import { usd } from "../../cost/text";
import { failed, passed, warning, type Check } from "../check";
import type { PostflightContext } from "./context";
import { isEmulated } from "../../stages/stage";

/** The estimate of a month stays within the budget; on AWS, so does what was spent. */
export const cost: Check<PostflightContext> = {
  name: "cost",
  summary: "the estimated cost, and what was spent, stay below the target of the budget",
  async run({ stage, progress }) {
    const { name } = stage;
    const { report } = await estimateStage({ stage: name, progress });
    const { limit = 0, share = 0 } = report.budgets[0] ?? {};
    const estimated = `estimate ${usd(share * limit)} of ${usd(limit)} USD a month`;
    if (share > 1) return failed(estimated, `See what costs most: npm run cost -- --stack ${name}`);
    if (isEmulated(stage)) return passed(estimated);
    try {
      const { monthToDate, forecast } = await spentCosts(
        name,
        new CostExplorerClient({ ...stage.aws, region: "us-east-1" }),
      );
      const expected = forecast === undefined ? "" : `, forecast ${usd(forecast)}`;
      const said = `${estimated}; spent ${usd(monthToDate.total)}${expected}`;
      if (Math.max(monthToDate.total, forecast ?? 0) <= limit) return passed(said);
      return failed(
        said,
        `See what costs most: npm run cost -- --actual --stack ${name}. See docs/runbooks/budget.md.`,
      );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return warning(`${estimated}; what was spent is not known: ${error.message}`, error.remedy);
    }
  },
};
