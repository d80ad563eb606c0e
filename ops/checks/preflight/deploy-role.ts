import { IAMClient } from "@aws-sdk/client-iam";

import { defined } from "../../../functions/shared/defined";
import { deployRole as roleName } from "../../../infra/account/names";
import { writeState } from "../../../infra/account/state";
import {
  deployStatements,
  policyDocuments,
  type DeployedStage,
  type Inventory,
} from "../../../infra/lib/deploy-permissions";
import inventoryJson from "../../../infra/lib/deploy-permissions/registered.json";
import { parseSetting } from "../../../infra/lib/settings-reader";
import { optionalSettings, settings } from "../../../infra/settings";
import { isEmulated, type Stage } from "../../stages/stage";
import { failed, notLocal, passed, type Check } from "../check";
import { deployedStatements, differences, statementsOf } from "../roles";
import type { PreflightContext } from "./context";

const inventory: Inventory = inventoryJson;

/** The deploy role of the account project may do what this commit needs, no less and no more, within IAM's quotas. */
export const deployRole: Check<PreflightContext> = {
  name: "deploy-role",
  summary: "the deploy role may do exactly what this commit needs, within IAM's quota of policies",
  async run({ stage, signal }) {
    const place = deployedStage(stage);
    // Throws when they do not fit into the managed policies of a role.
    const documents = policyDocuments([
      ...writeState(stage.name, place),
      ...deployStatements(inventory, place),
    ]);
    if (isEmulated(stage)) return notLocal("account project");
    const role = roleName(stage.name);
    const found = await deployedStatements(new IAMClient(stage.aws), role, signal);
    const problems = differences(role, statementsOf(documents), found);
    if (problems.length === 0) return passed(`${String(documents.length)} policies`);
    return failed(
      problems.join("\n"),
      "Deploy the account project of this commit: npm run account -- up. See docs/account.md.",
    );
  },
};

/** What the account project reads of a stage. */
export function deployedStage({
  name,
  place,
  settings: config,
}: Pick<Stage, "name" | "place" | "settings">): DeployedStage {
  const emailFrom = parseSetting(settings.emailFrom.schema, config["sjc1990app:emailFrom"]).data ?? "";
  const domains = parseSetting(optionalSettings.domains.schema, config["sjc1990app:domains"]).data;
  const webFirewall = config["sjc1990app:webFirewall"] !== undefined;
  const { accountId, region } = place;
  return defined({ stage: name, accountId, region, emailFrom, webFirewall, domains });
}
