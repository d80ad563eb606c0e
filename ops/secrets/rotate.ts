import { settings } from "../../infra/settings";
import { UserError } from "../../common/errors";
import { defined } from "../../functions/shared/defined";
import { deployedKeys } from "./deployed";
import type { JwtSecrets } from "./keys";
import { withPassphrase } from "./passphrase";
import type { Prompt } from "./prompt";
import { changeKeys, SETTLING, type KeyChange } from "./rotation";
import { StageFile } from "./stage-file";
import { Workspace, type Target } from "./workspace";

const KEY = "sjc1990app:jwtSecrets";

/** What {@link rotate} needs. */
export interface RotateArgs {
  target: Target;
  change: KeyChange;
  /** Change the keys even if access tokens become invalid early. */
  force: boolean;
  dryRun: boolean;
  prompt: Prompt | undefined;
  /** Epoch ms. */
  now: number;
}

/**
 * Changes the keys of a stage in its file, in one step.
 * @returns what was done and what comes next, one line each.
 * @throws UserError when the stage is not set up, when it is too early, and when the CLI fails.
 */
export async function rotate({ target, prompt, now, dryRun, ...args }: RotateArgs): Promise<string[]> {
  const file = StageFile.read(target.projectDir, target.stack);
  if (file.hasPlaceholders() || file.secrets()[KEY] === undefined) {
    throw new UserError(
      `the stage "${file.stage}" is not set up: it has no secrets of its own`,
      `Set it up: npm run stack:init -- --stack ${file.stage}`,
    );
  }
  const env = file.needsPassphrase() ? await withPassphrase(target.env, file.stage, prompt) : target.env;
  const workspace = Workspace.open({ ...target, env }, file.text);
  try {
    const state = await workspace.export(true);
    if (state === undefined) throw noStack(target.stack, await workspace.backend());
    const configured = await configuredKeys(workspace);
    const deployed = deployedKeys(state, file.stage);
    const next = changeKeys(defined({ ...args, now, stack: target.stack, configured, deployed }));
    if (next === undefined)
      return [`The stage "${file.stage}" has no previous key: there is nothing to drop.`];
    const kids = `${next.current.kid} signs${next.previous === undefined ? "" : `, ${next.previous.kid} is still accepted`}`;
    if (dryRun) return [`Would change the keys of "${file.stage}": ${kids}. Dry run: nothing was changed.`];
    await workspace.setSecret(KEY, JSON.stringify(next));
    file.takeSecrets(workspace.text());
    file.save();
    return [
      `${file.name}: ${kids}.`,
      "Next:",
      `  npm run pulumi -- up --stack ${target.stack}`,
      `  git add ${file.name}`,
      ...(next.previous === undefined
        ? []
        : [
            `  npm run rotate -- --stack ${target.stack} --drop-previous    # ${String(SETTLING / 60_000)} minutes after that, or later`,
          ]),
    ];
  } finally {
    workspace.dispose();
  }
}

/** @throws UserError when the stage file has no valid keys. */
async function configuredKeys(workspace: Workspace): Promise<JwtSecrets> {
  const value = await workspace.get(KEY);
  const { schema, expects } = settings.jwtSecrets;
  try {
    return schema.parse(JSON.parse(value));
  } catch {
    // The caught error may quote the secret.
    throw new UserError(`${KEY} must be ${expects}`, "Pull the newest stage file.");
  }
}

/** The deployed keys are in the stack's state. */
function noStack(stack: string, backend: string): UserError {
  return new UserError(
    `there is no stack "${stack}" in ${backend}`,
    "Set PULUMI_BACKEND_URL to the stack's backend, or sign in there: pulumi login",
  );
}
