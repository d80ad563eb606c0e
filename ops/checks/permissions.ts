import { IAMClient } from "@aws-sdk/client-iam";

import { stackResources } from "../stages/engine";
import { failed, passed, type Check, type CheckContext } from "./check";
import {
  deployedStatements,
  differences,
  statementsOf,
  withoutConditions,
  type RoleStatements,
} from "./roles";
import { isEmulated } from "../stages/stage";

/**
 * The roles of the stage may do what the last deployment gave them, no less and no more. That each of these permissions is
 * needed is what the tests under tests/api prove.
 */
export const permissions: Check<CheckContext> = {
  name: "permissions",
  summary: "the roles of the stage may do exactly what was deployed",
  async run({ stage, signal }) {
    const client = new IAMClient(stage.aws);
    const resources = await stackResources(await stage.stack());
    const wanted = new Map<string, string[]>();
    for (const { type, inputs } of resources) {
      if (type === "aws:iam/role:Role")
        wanted.set(String(inputs["name"]), wanted.get(String(inputs["name"])) ?? []);
      if (type !== "aws:iam/rolePolicy:RolePolicy") continue;
      const role = String(inputs["role"]);
      wanted.set(role, [...(wanted.get(role) ?? []), String(inputs["policy"])]);
    }
    const comparable = isEmulated(stage) ? withoutConditions : (all: RoleStatements) => all;
    const problems: string[] = [];
    for (const [role, documents] of wanted) {
      const found = await deployedStatements(client, role, signal);
      problems.push(...differences(role, comparable(statementsOf(documents)), found && comparable(found)));
    }
    if (problems.length === 0) return passed(`${String(wanted.size)} roles`);
    return failed(
      problems.join("\n"),
      `Somebody changed roles outside of Pulumi. Show it: npm run drift -- --stack ${stage.name}. A refresh and a deployment put it right.`,
    );
  },
};
