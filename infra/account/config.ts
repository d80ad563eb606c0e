import * as pulumi from "@pulumi/pulumi";
import * as z from "zod/mini";

import type { DeployedStage } from "../lib/deploy-permissions";
import { setting, SettingsReader, type Values } from "../lib/settings-reader";
import { regionSetting, settings as stageSettings } from "../settings";
import { readStage } from "./stage-files";

/** Settings of an account. `Pulumi.yaml` declares the same names, which settings.test.ts checks. */
export const accountSettings = {
  /** Team that owns the account; the tag `owner` of every resource. */
  owner: stageSettings.owner,
  /** Cost centre that pays for the account; the tag `costCentre` of every resource. */
  costCentre: stageSettings.costCentre,
  /** GitHub repository whose workflows preview and deploy. */
  repository: setting({
    schema: z.string().check(z.regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/)),
    expects: "a GitHub repository, <owner>/<name>",
    example: "example-org/sjc1990app-platform",
  }),
  /** Stages that are deployed to the account. Their own files say the rest. */
  stages: setting({
    schema: z.array(z.string().check(z.regex(/^[a-z][a-z0-9]{1,15}$/))).check(
      z.minLength(1),
      z.refine((names) => new Set(names).size === names.length),
    ),
    expects: "a list of names of stages, each once",
    example: `'["dev","staging"]'`,
  }),
  /** Spending limit for text messages, in USD per month and region. SNS sends no more once it is reached. */
  smsMonthlySpendUsd: setting({
    schema: z.int().check(z.gte(0)),
    expects: "a whole number of USD",
    example: "1",
  }),
  /** Retention of the audit trail, in days. */
  trailRetentionDays: setting({
    schema: z.int().check(z.gte(90), z.lte(3650)),
    expects: "90 to 3650 days",
    example: "365",
  }),
};

/** All that differs between accounts, from `Pulumi.<account>.yaml`. */
export type AccountConfig = Omit<Values<typeof accountSettings>, "stages"> & {
  /** Twelve digits. */
  accountId: string;
  /** Region of the state bucket and of the trail. */
  region: string;
  stages: readonly DeployedStage[];
};

/**
 * The configuration of the account that is being deployed.
 * @throws pulumi.RunError that lists every missing, invalid or unknown setting and the command that fixes it.
 */
export function loadAccount(): AccountConfig {
  const reader = new SettingsReader("sjc1990app-account", "npm run account --");
  const [accountId, region] = [reader.accountId(), reader.region(regionSetting)];
  const settings = reader.required(accountSettings);
  // Absent if it is a problem, which `check` reports.
  const { stages: names = [] } = settings as Partial<typeof settings>;
  const stages = names.flatMap((name) => readStage(name, accountId, reader) ?? []);
  reader.check(`account "${pulumi.getStack()}"`);
  return { ...settings, accountId, region, stages };
}
