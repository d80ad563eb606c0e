import * as fs from "node:fs";

import { UserError } from "../../common/errors";
import type { Prompt } from "./prompt";

/** Fewest characters of a passphrase: what it encrypts may be read by everybody who reads the repository. */
const LEAST = 16;

const HOW = "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it.";

/**
 * The environment with a passphrase in it: the one that is there, or the one that the person at the terminal gives.
 * Without either it is returned as it is, and the CLI says what is missing.
 */
export async function withPassphrase(
  env: NodeJS.ProcessEnv,
  stage: string,
  prompt: Prompt | undefined,
): Promise<NodeJS.ProcessEnv> {
  if (prompt === undefined || passphraseOf(env) !== undefined) return env;
  const passphrase = await prompt.ask(`Passphrase of the stage ${stage}: `, { secret: true });
  return { ...env, PULUMI_CONFIG_PASSPHRASE: passphrase };
}

/**
 * As {@link withPassphrase}, for one that is to be chosen: it is asked for twice, and must be long.
 * @throws UserError when there is none, or it is too short.
 */
export async function withNewPassphrase(
  env: NodeJS.ProcessEnv,
  stage: string,
  prompt: Prompt | undefined,
): Promise<NodeJS.ProcessEnv> {
  const short = `a passphrase has at least ${String(LEAST)} characters`;
  const passphrase = passphraseOf(env);
  if (passphrase !== undefined) {
    if (passphrase.length >= LEAST) return env;
    throw new UserError(`${short}; the one that is set is shorter`, "Make one, e.g. openssl rand -base64 24");
  }
  if (prompt === undefined) {
    throw new UserError(
      "there is no passphrase to encrypt with",
      `${HOW}\nMake one, e.g. openssl rand -base64 24`,
    );
  }
  for (;;) {
    const first = await prompt.ask(`Passphrase for the stage ${stage}, to be kept safe: `, { secret: true });
    if (first.length < LEAST) prompt.tell(short);
    else if ((await prompt.ask("The same again: ", { secret: true })) !== first) prompt.tell("they differ");
    else return { ...env, PULUMI_CONFIG_PASSPHRASE: first };
  }
}

/** The passphrase of an environment, as the CLI finds it: the variable first, then the file. */
export function passphraseOf(env: NodeJS.ProcessEnv): string | undefined {
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = env;
  if (passphrase !== undefined && passphrase !== "") return passphrase;
  if (file === undefined || file === "") return undefined;
  try {
    return fs.readFileSync(file, "utf8").trim();
  } catch {
    throw new UserError(`PULUMI_CONFIG_PASSPHRASE_FILE names ${file}, which cannot be read`, HOW);
  }
}
