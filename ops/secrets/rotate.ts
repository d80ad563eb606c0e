import { settings } from "../../infra/settings";
import { UserError } from "../../common/errors";
import { deployedKeys } from "./deployed";
import type { JwtSecrets } from "./keys";
import { withPassphrase } from "./passphrase";
import type { Prompt } from "./prompt";
import { changeKeys, SETTLING, type KeyChange } from "./rotation";
import { holdsPlaceholders, needsPassphrase, readStageFile, replaceStageFile } from "./stage-file";
import { Workspace, type Target } from "./workspace";

const KEY = "sjc1990app:jwtSecrets";

/** What {@link rotate} needs. */
export interface RotateArgs {
  target: Target;
  change: KeyChange;
  force: boolean;
  dryRun: boolean;
  prompt: Prompt | undefined;
  /** Epoch ms. */
  now: number;
}

/**
 * Changes the keys of a stage in its file, in one step.
 * @returns what was done and what comes next, a line each.
 * @throws UserError when the stage is not set up, when it is too early, and for what the CLI refuses.
 */
export async function rotate({ target, prompt, now, dryRun, ...args }: RotateArgs): Promise<string[]> {
  const file = readStageFile(target.projectDir, target.stack);
  if (holdsPlaceholders(file.text)) {
    throw new UserError(
      `the stage "${file.stage}" has no secrets of its own yet`,
      `Set it up: npm run stack:init -- --stack ${file.stage}`,
    );
  }
  const env = needsPassphrase(file.text) ? await withPassphrase(target.env, file.stage, prompt) : target.env;
  const workspace = Workspace.open({ ...target, env }, file.text);
  try {
    const state = await workspace.export(true);
    if (state === undefined) throw noStack(target.stack, await workspace.backend());
    const configured = await configuredKeys(workspace);
    const deployed = deployedKeys(state, file.stage);
    const next = changeKeys({
      ...args,
      now,
      stack: target.stack,
      configured,
      ...(deployed === undefined ? {} : { deployed }),
    });
    if (next === undefined) return [`The stage "${file.stage}" has no key before: there is nothing to drop.`];
    const kids = `${next.current.kid} signs${next.previous === undefined ? "" : `, ${next.previous.kid} is still accepted`}`;
    if (dryRun) return [`Would change the keys of "${file.stage}": ${kids}. Nothing was done.`];
    await workspace.setSecret(KEY, JSON.stringify(next));
    // What is put in the stage's place can be decrypted.
    if ((await configuredKeys(workspace)).current.kid !== next.current.kid)
      throw new Error("the keys were not stored as they are");
    replaceStageFile(file, workspace.text());
    return [
      `Pulumi.${file.stage}.yaml: ${kids}.`,
      "Next:",
      `  npm run pulumi -- up --stack ${target.stack} --policy-pack policies`,
      `  git add Pulumi.${file.stage}.yaml`,
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

/** @throws UserError when the stage's file holds no keys, or something else. */
async function configuredKeys(workspace: Workspace): Promise<JwtSecrets> {
  const { value } = (await workspace.config(true))[KEY] ?? {};
  const { schema, expects } = settings.jwtSecrets;
  try {
    return schema.parse(JSON.parse(value ?? ""));
  } catch {
    // The error that is caught may quote the secret.
    throw new UserError(`${KEY} must be ${expects}`, "Take the newest file of the stage.");
  }
}

/** Without its state nobody knows which keys the stage runs with. */
function noStack(stack: string, backend: string): UserError {
  return new UserError(
    `there is no stack "${stack}" in ${backend}`,
    "Set PULUMI_BACKEND_URL to where it is, or sign in there: pulumi login",
  );
}
