import type { Stack } from "@pulumi/pulumi/automation";

import { NO_ACCOUNT, optionalSettings } from "../../infra/settings";
import { UserError } from "../../common/errors";
import { refuseUnknownStage, StageFile } from "../secrets/stage-file";
import { THROW_AWAY_KEYS, type ThrowAwaySecrets } from "./secrets";

/** Calling code of the numbers that rehearsals use. */
const HONG_KONG = "852";

const CALLING_CODES = "sjc1990app:callingCodes";

/** Secrets that a rehearsal does without. */
const OPTIONAL_SECRETS = Object.entries(optionalSettings)
  .filter(([, setting]) => "secret" in setting)
  .map(([name]) => `sjc1990app:${name}`);

/** Settings of the stage that the rehearsal itself uses. */
export interface StageSettings {
  region: string;
  corsOrigins: readonly string[];
  approvalsRequired: number;
  emailFrom: string;
  protectData: boolean;
  permissionsBoundary: boolean;
}

/**
 * Removes the secrets from the stage file of a copied program.
 * @throws UserError when the stage does not exist, or has a secret that a rehearsal has no value for.
 */
export function removeSecrets(programDir: string, stage: string): void {
  // A stack may be called `<organization>/<stage>`, a stage may not.
  refuseUnknownStage(programDir, stage);
  const file = StageFile.read(programDir, stage);
  const known = [...THROW_AWAY_KEYS, ...OPTIONAL_SECRETS];
  const unknown = Object.keys(file.secrets()).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    throw new UserError(
      `the rehearsal has no throw-away value for ${unknown.join(", ")}`,
      "Add one in ops/rehearse/secrets.ts.",
    );
  }
  file.removeSecrets();
  file.save();
}

/** Takes over the encryption of another program's stage file: both programs are deployed to the same stack. */
export function shareEncryption(fromDir: string, toDir: string, stage: string): void {
  const file = StageFile.read(toDir, stage);
  file.takeSecrets(StageFile.read(fromDir, stage).text);
  file.save();
}

/** Sets what a rehearsal changes of a stage: no account, throw-away secrets, and users with numbers of Hong Kong. */
export async function setThrowAways(stack: Stack, { values }: ThrowAwaySecrets): Promise<void> {
  // Other processes can read these arguments of the CLI. The values are worthless outside of this rehearsal.
  const secrets = Object.entries(values).map(([key, value]) => [key, { value, secret: true }] as const);
  await stack.setAllConfig(
    { "aws:allowedAccountIds[0]": { value: NO_ACCOUNT }, ...Object.fromEntries(secrets) },
    true,
  );
  await serveHongKong(stack);
}

/** In the file: the CLI would store a calling code as a number. */
async function serveHongKong({ workspace, name }: Stack): Promise<void> {
  const settings = await workspace.stackSettings(name);
  const served: unknown = settings.config?.[CALLING_CODES];
  if (!Array.isArray(served) || served.includes(HONG_KONG)) return;
  settings.config = { ...settings.config, [CALLING_CODES]: [...(served as string[]), HONG_KONG] };
  await workspace.saveStackSettings(name, settings);
}

/** Reads the settings that the rehearsal uses. Settings that the program lacks are off. */
export async function readSettings(stack: Stack): Promise<StageSettings> {
  const all = await stack.getAllConfig();
  const value = (name: string): string => all[`sjc1990app:${name}`]?.value ?? "";
  return {
    region: all["aws:region"]?.value ?? "us-east-1",
    corsOrigins: JSON.parse(value("corsOrigins") || "[]") as string[],
    approvalsRequired: Number(value("approvalsRequired") || "1"),
    emailFrom: value("emailFrom"),
    protectData: value("protectData") === "true",
    permissionsBoundary: value("permissionsBoundary") === "true",
  };
}
