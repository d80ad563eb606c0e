import { CostExplorerClient, ListCostAllocationTagsCommand } from "@aws-sdk/client-cost-explorer";

import { notLocal, passed, warning, type Check } from "../check";
import type { PreflightContext } from "./context";
import { isEmulated } from "../../stages/stage";

const TAG = "stage";

/** Budgets and costs of a stage are found by its tag, once the payer of the account has activated it. */
export const costTag: Check<PreflightContext> = {
  name: "cost-tag",
  summary: "the cost allocation tag `stage` is active",
  async run({ stage, signal }) {
    if (isEmulated(stage)) return notLocal("Cost Explorer");
    const client = new CostExplorerClient({ ...stage.aws, region: "us-east-1" });
    const command = new ListCostAllocationTagsCommand({ TagKeys: [TAG], Status: "Active" });
    try {
      const { CostAllocationTags = [] } = await client.send(command, { abortSignal: signal });
      if (CostAllocationTags.some(({ TagKey }) => TagKey === TAG)) return passed();
    } catch (error) {
      // Only the account that pays for an organization can list the tags.
      if (!(error instanceof Error) || error.name !== "AccessDeniedException") throw error;
      return warning("these credentials cannot list the cost allocation tags", NEXT);
    }
    return warning(`the cost allocation tag "${TAG}" is not active: budgets count nothing`, NEXT);
  },
};

const NEXT = `Activate "${TAG}" in the account that pays: Billing and Cost Management → Cost allocation tags.`;
