import * as pulumi from "@pulumi/pulumi";
import * as z from "zod/mini";

import type { DeployedStage } from "../lib/deploy-permissions";
import { setting, SettingsReader } from "../lib/settings-reader";
import { domainsSchema, settings as stageSettings } from "../settings";

/** Everything in which one account differs from another. Read from `Pulumi.<account>.yaml`, checked as a whole. */
export interface AccountConfig {
  /** Twelve digits. */
  accountId: string;
  /** Where the state and the trail are. */
  region: string;
  owner: string;
  costCentre: string;
  /** `<owner>/<name>` on GitHub. */
  repository: string;
  defaultBranch: string;
  stages: readonly DeployedStage[];
  /** USD in a month. */
  smsMonthlySpendUsd: number;
  trailRetentionDays: number;
}

const STAGE_EXAMPLE = `'[{"name":"dev","region":"us-east-1","emailFrom":"no-reply@dev.example.org","webFirewall":false}]'`;

const settings = {
  repository: setting({
    schema: z.string().check(z.regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/)),
    expects: "a repository on GitHub, <owner>/<name>",
    example: "example-org/sjc1990app-platform",
  }),
  // Neither `*` nor anything else that a trust policy might take for more than itself.
  defaultBranch: setting({
    schema: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/)),
    expects: "the name of a branch",
    example: "main",
  }),
  stages: setting({
    schema: z
      .array(
        z.strictObject({
          name: z.string().check(z.regex(/^[a-z][a-z0-9]{1,15}$/)),
          region: z.string().check(z.regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/)),
          emailFrom: z.email(),
          webFirewall: z.boolean(),
          domains: z.optional(domainsSchema),
        }),
      )
      .check(
        z.minLength(1),
        z.refine((stages) => new Set(stages.map(({ name }) => name)).size === stages.length),
      ),
    expects: 'a list of stages, each once: {"name", "region", "emailFrom", "webFirewall", "domains"?}',
    example: STAGE_EXAMPLE,
  }),
  smsMonthlySpendUsd: setting({
    schema: z.int().check(z.gte(0)),
    expects: "a whole number of USD",
    example: "1",
  }),
  trailRetentionDays: setting({
    schema: z.int().check(z.gte(90), z.lte(3650)),
    expects: "90 to 3650 days",
    example: "365",
  }),
};

/**
 * The account that this run is about.
 * @throws pulumi.RunError that lists every missing or wrong setting and the command that sets it.
 */
export function loadAccount(): AccountConfig {
  const from = new SettingsReader("sjc1990app-account", "npm run account --");
  const accountId = from.accountId("of the stack");
  const stages = from.required("stages", settings.stages) as
    ReturnType<typeof settings.stages.schema.parse> | undefined;
  const account = {
    accountId,
    region: from.region("the state and the trail are"),
    owner: from.required("owner", stageSettings.owner),
    costCentre: from.required("costCentre", stageSettings.costCentre),
    repository: from.required("repository", settings.repository),
    defaultBranch: from.required("defaultBranch", settings.defaultBranch),
    stages: (stages ?? []).map(({ name, domains, ...stage }) => ({
      ...stage,
      stage: name,
      accountId,
      ...(domains === undefined ? {} : { domains }),
    })),
    smsMonthlySpendUsd: from.required("smsMonthlySpendUsd", settings.smsMonthlySpendUsd),
    trailRetentionDays: from.required("trailRetentionDays", settings.trailRetentionDays),
  };
  from.check(`account "${pulumi.getStack()}"`);
  return account;
}
