import * as pulumi from "@pulumi/pulumi";

import type { Place } from "./lib/names";
import { SettingsReader, type Values } from "./lib/settings-reader";
import { NO_ACCOUNT, optionalSettings, regionSetting, settings, THROW_AWAY } from "./settings";

/** All that differs between stages, from `Pulumi.<stage>.yaml`. Each setting is documented in settings.ts. */
export type StageConfig = Place & Values<typeof settings> & Partial<Values<typeof optionalSettings>>;

let loaded: StageConfig | undefined;

/**
 * The configuration of the stack that is being deployed. Read and checked once.
 * @throws pulumi.RunError that lists every missing, invalid or unknown setting and the command that fixes it.
 */
export function currentStage(): StageConfig {
  return (loaded ??= load());
}

/** For tests: reads the configuration again on the next call of {@link currentStage}. */
export function forgetStage(): void {
  loaded = undefined;
}

function load(): StageConfig {
  const stage = pulumi.getStack();
  const reader = new SettingsReader("sjc1990app");
  if (!/^[a-z][a-z0-9]{1,15}$/.test(stage)) {
    reader.problem(
      `invalid stack name "${stage}": use 2 to 16 characters of a-z and 0-9, starting with a letter`,
    );
  }
  const accountId = reader.accountId();
  for (const name of ["jwtSecrets", "phoneSecret"]) {
    if (accountId === NO_ACCOUNT || reader.text(name)?.includes(THROW_AWAY) !== true) continue;
    reader.problem(
      `sjc1990app:${name} is a published throw-away value: generate secrets for the stage\n` +
        `    npm run stack:init -- --stack ${stage}`,
    );
  }
  const config = {
    stage,
    region: reader.region(regionSetting),
    accountId,
    ...reader.required(settings),
    ...reader.optional(optionalSettings),
  };
  refuseUnservedAdmins(reader, config.callingCodes);
  refuseUncheckedSmoke(reader, config);
  reader.check(`stage "${stage}"`);
  return config;
}

/** Refuses admins who could not sign in. @param served calling codes; undefined if they are not valid. */
function refuseUnservedAdmins(reader: SettingsReader, served: readonly string[] | undefined): void {
  const admins = reader.text("adminPhones")?.match(/\+\d+/g) ?? [];
  if (served === undefined) return;
  if (admins.every((phone) => served.some((code) => phone.startsWith(`+${code}`)))) return;
  reader.problem(
    "sjc1990app:adminPhones has a number whose calling code is not in sjc1990app:callingCodes: it could not sign in\n" +
      `    pulumi config set --path 'sjc1990app:callingCodes[${String(served.length)}]' --type string <code>`,
  );
}

/** Refuses smoke tests that no health check runs. */
function refuseUncheckedSmoke(
  reader: SettingsReader,
  { smokeMinutes, healthCheckMinutes }: Partial<Values<typeof optionalSettings>>,
): void {
  if (smokeMinutes === undefined) return;
  if (healthCheckMinutes !== undefined && smokeMinutes % healthCheckMinutes === 0) return;
  reader.problem(
    "sjc1990app:smokeMinutes must be a multiple of sjc1990app:healthCheckMinutes: a smoke test takes the place of a health check\n" +
      "    pulumi config set sjc1990app:healthCheckMinutes 5",
  );
}
