import * as fs from "node:fs";

import { UserError } from "../../common/errors";
import type { Prompt } from "./prompt";

/** Shortest passphrase: whoever can read the repository can try to guess it. */
const MIN_LENGTH = 16;

/** What to do when the passphrase is missing or wrong. */
export const SET_PASSPHRASE =
  "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it.";
const GENERATE = "Generate one, e.g. openssl rand -base64 24";

/** The environment with the passphrase of a stage. Asks for it when it is not set; without a terminal the CLI reports that. */
export async function withPassphrase(
  env: NodeJS.ProcessEnv,
  stage: string,
  prompt: Prompt | undefined,
): Promise<NodeJS.ProcessEnv> {
  if (prompt === undefined || passphraseOf(env) !== undefined) return env;
  const passphrase = await prompt.password({ message: `Passphrase of the stage ${stage}:` });
  return { ...env, PULUMI_CONFIG_PASSPHRASE: passphrase };
}

/**
 * The environment with a new passphrase for a stage: the one that is set, or one that is asked for twice.
 * @throws UserError when there is none, or it is too short.
 */
export async function withNewPassphrase(
  env: NodeJS.ProcessEnv,
  stage: string,
  prompt: Prompt | undefined,
): Promise<NodeJS.ProcessEnv> {
  const tooShort = `a passphrase has at least ${String(MIN_LENGTH)} characters`;
  const passphrase = passphraseOf(env);
  if (passphrase !== undefined) {
    if (passphrase.length >= MIN_LENGTH) return env;
    throw new UserError(`the passphrase is too short: ${tooShort}`, GENERATE);
  }
  if (prompt === undefined) throw new UserError("no passphrase is set", `${SET_PASSPHRASE}\n${GENERATE}`);
  for (let hint = "Keep it safe."; ; hint = "The passphrases differ.") {
    const first = await prompt.password({
      message: `New passphrase for the stage ${stage}. ${hint}`,
      validate: (text) => text.length >= MIN_LENGTH || tooShort,
    });
    const second = await prompt.password({ message: "Repeat the passphrase:" });
    if (first === second) return { ...env, PULUMI_CONFIG_PASSPHRASE: first };
  }
}

/** The passphrase of an environment, found as the CLI does: the variable first, then the file. */
export function passphraseOf(env: NodeJS.ProcessEnv): string | undefined {
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = env;
  if (passphrase !== undefined && passphrase !== "") return passphrase;
  if (file === undefined || file === "") return undefined;
  try {
    return fs.readFileSync(file, "utf8").trim();
  } catch {
    throw new UserError(`PULUMI_CONFIG_PASSPHRASE_FILE is ${file}, which cannot be read`, SET_PASSPHRASE);
  }
}
