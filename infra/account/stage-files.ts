import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { defined } from "../../functions/shared/defined";
import type { DeployedStage } from "../lib/deploy-permissions";
import { parseSetting, type Setting, type SettingsReader } from "../lib/settings-reader";
import { optionalSettings, regionSetting, settings } from "../settings";

/** Pulumi runs the program in the folder of its Pulumi.yaml. */
const checkout = path.resolve("../..");

/**
 * Reads from `Pulumi.<stage>.yaml` what the account project must know of a stage, so that it is written once. Adds problems
 * to the reader.
 * @param accountId account of the stack; empty if it is not known.
 */
export function readStage(
  stage: string,
  accountId: string,
  reader: SettingsReader,
): DeployedStage | undefined {
  const file = `Pulumi.${stage}.yaml`;
  const config = readConfig(file, reader);
  if (config === undefined) return undefined;
  const cli = `npm run pulumi -- config set --stack ${stage}`;

  const read = <T>(key: string, { schema, expects, example }: Setting<T>): T | undefined => {
    const parsed = parseSetting(schema, config[key]);
    if (!parsed.success) reader.problem(`${file}: ${key} must be ${expects}\n    ${cli} ${key} ${example}`);
    return parsed.data;
  };
  const optional = <T>(key: string, setting: Setting<T>): T | undefined =>
    config[key] === undefined ? undefined : read(key, setting);

  if (accountId !== "" && String(config["aws:allowedAccountIds"]) !== accountId)
    reader.problem(
      `${file}: aws:allowedAccountIds must be this account only\n` +
        `    ${cli} --path 'aws:allowedAccountIds[0]' ${accountId}`,
    );
  const region = read("aws:region", regionSetting);
  const emailFrom = read("sjc1990app:emailFrom", settings.emailFrom);
  const domains = optional("sjc1990app:domains", optionalSettings.domains);
  const webFirewall = optional("sjc1990app:webFirewall", optionalSettings.webFirewall) !== undefined;
  if (region === undefined || emailFrom === undefined) return undefined;
  return defined({ stage, accountId, region, emailFrom, webFirewall, domains });
}

function readConfig(file: string, reader: SettingsReader): Record<string, unknown> | undefined {
  const place = path.join(checkout, file);
  if (!fs.existsSync(place)) {
    reader.problem(`${file} does not exist: add the stage (docs/how-to.md), or remove it from the list`);
    return undefined;
  }
  try {
    const content = parse(fs.readFileSync(place, "utf8")) as { config?: Record<string, unknown> } | null;
    return content?.config ?? {};
  } catch (error) {
    reader.problem(`${file} cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}
