/** What is made on GitHub fits to the account project and the workflows. */
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { repoRoot } from "../../../common/paths";
import { accountProgram, stageFiles, validSettings } from "../../../infra/account/testing/program";
import { environmentsOf, rulesets } from "./desired";

test("the role in the variables of each environment trusts it, and no role trusts another environment", async () => {
  const stages = { dev: stageFiles["dev"]!, prod: stageFiles["staging"]! };
  const settings = { ...validSettings, "sjc1990app-account:stages": JSON.stringify(Object.keys(stages)) };
  const trusted = (await accountProgram({ settings, stages }))
    .filter(({ type }) => type === "aws:iam/role:Role")
    .flatMap(({ inputs }) => {
      const subjects = String(inputs["assumeRolePolicy"]).matchAll(/:environment:([^"]+)"/g);
      return [...subjects].map(([, name]) => `${String(name)} ${String(inputs["name"])}`);
    });
  const account = { accountId: "111122223333", region: "us-east-1" };
  const made = Object.keys(stages)
    .flatMap((stage) => environmentsOf({ stage, region: "us-east-1", account }))
    .map(({ name, variables }) => `${name} ${String(variables["AWS_ROLE"]?.split("/")[1])}`);
  expect(made.sort()).toEqual(trusted.sort());
  expect(made).toContain("production sjc1990app-deploy-prod");
});

test("the required check is the last job of ci.yml", () => {
  const ci = parse(fs.readFileSync(path.join(repoRoot, ".github/workflows/ci.yml"), "utf8")) as {
    jobs: Record<string, { name: string; needs?: string[]; if?: string }>;
  };
  const required = rulesets
    .flatMap(({ rules }) => rules)
    .flatMap((rule) =>
      rule.type === "required_status_checks" ? (rule.parameters?.required_status_checks ?? []) : [],
    );
  expect(required.map(({ context }) => context)).toEqual([Object.values(ci.jobs).at(-1)!.name]);
});
