import * as path from "node:path";

import type { Setting } from "../../infra/lib/settings-reader";
import { NO_ACCOUNT, settings } from "../../infra/settings";
import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import { collectAnswers, isExample, listOf, type Answers, type Given, type PlainSettings } from "./answers";
import { hasResources } from "./deployed";
import { freshSecrets, SECRET_SETTINGS } from "./keys";
import { withNewPassphrase } from "./passphrase";
import type { Prompt } from "./prompt";
import {
  backUp,
  holdsPlaceholders,
  holdsSecrets,
  readStageFile,
  replaceStageFile,
  withoutSecrets,
  type StageFile,
} from "./stage-file";
import { Workspace, type Target } from "./workspace";

/** What {@link initStage} needs. */
export interface InitArgs {
  target: Target;
  given: Given;
  /** `passphrase`, `default` or the URL of a key. Default: as the help says. */
  secretsProvider: string | undefined;
  /** Not to ask whether all is right. */
  yes: boolean;
  dryRun: boolean;
  discardSecrets: boolean;
  prompt: Prompt | undefined;
  progress: Progress;
  now: Date;
}

/** Those that the CLI has, and what is refused before anything is asked. */
const PROVIDERS = /^(?:passphrase|default|(?:awskms|gcpkms|azurekeyvault|hashivault):\/\/\S+)$/;

/**
 * Sets a stage up. Its file changes in one step, at the end: broken off before, nothing has changed but that there
 * is an empty stack, which the next run takes.
 * @returns what was done and what comes next, a line each.
 * @throws UserError for a wrong answer, a stage that has secrets already, and what the CLI refuses.
 */
export async function initStage(args: InitArgs): Promise<string[]> {
  const { target, prompt, progress, discardSecrets } = args;
  if (args.secretsProvider !== undefined) refuseProvider(args.secretsProvider);
  const file = readStageFile(target.projectDir, target.stack);
  const { plain, decrypts } = await look(target, file);
  refusePublished(file, plain);
  if (!discardSecrets) refuseSecretsOfItsOwn(file, decrypts);
  refuseOtherSecrets(file, plain);
  const workspace = Workspace.open(target, withoutSecrets(file.text));
  try {
    const backend = await workspace.backend();
    const secretsProvider = providerOn(backend, args.secretsProvider);
    const state = await workspace.export(false);
    if (state !== undefined && hasResources(state) && !discardSecrets) throw alreadyUp(file, backend);

    const answers = await collectAnswers(args.given, plain, prompt);
    const plan = planOf(file, answers, secretsProvider, backend);
    if (args.dryRun) return [...plan, "Nothing was done."];
    if (secretsProvider === "passphrase")
      workspace.env = await withNewPassphrase(workspace.env, file.stage, prompt);
    if (!args.yes && prompt !== undefined) await confirm(prompt, plan);

    progress.step(`Making the stack ${target.stack} in ${backend}`);
    if (state === undefined) await workspace.initialise(secretsProvider);
    else await workspace.changeSecretsProvider(secretsProvider);
    progress.step("Writing your settings");
    await writeSettings(workspace, answers, plain);
    progress.step("Encrypting fresh secrets");
    await writeSecrets(workspace, answers, args.now);
    const kept = discardSecrets && holdsSecrets(file.text) ? backUp(file) : undefined;
    progress.step(`Putting ${path.basename(file.path)} in its place`);
    replaceStageFile(file, workspace.text());
    return report({ file, target, backend, secretsProvider, kept, plain });
  } finally {
    workspace.dispose();
  }
}

/** What a file says, and whether its secrets can be decrypted here: then they are no placeholders, whatever it calls them. */
async function look(target: Target, file: StageFile): Promise<{ plain: PlainSettings; decrypts: boolean }> {
  const scratch = await Workspace.scratch(target);
  try {
    scratch.write(file.text);
    const decrypts = holdsSecrets(file.text) && (await succeeds(() => scratch.config(true)));
    scratch.write(withoutSecrets(file.text));
    const config = await scratch.config(false);
    const plain = Object.fromEntries(Object.entries(config).map(([key, { value }]) => [key, value]));
    return { plain, decrypts };
  } finally {
    scratch.dispose();
  }
}

async function succeeds(what: () => Promise<unknown>): Promise<boolean> {
  try {
    await what();
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function refusePublished({ stage }: StageFile, plain: PlainSettings): void {
  if (plain["aws:allowedAccountIds"]?.includes(NO_ACCOUNT) !== true) return;
  throw new UserError(
    `the stage "${stage}" is of no account: its secrets are published, and are to be`,
    "There is nothing to set up: npm start",
  );
}

function refuseSecretsOfItsOwn({ stage, text }: StageFile, decrypts: boolean): void {
  if (!decrypts && (holdsPlaceholders(text) || !holdsSecrets(text))) return;
  throw new UserError(
    `the stage "${stage}" has secrets of its own already`,
    `To change the keys of its tokens: npm run rotate -- --stack ${stage}\n` +
      `To change what encrypts them: npm run pulumi -- stack change-secrets-provider <provider> --stack ${stage}\n` +
      "To throw all of them away, and its users with them if it has any: --discard-secrets",
  );
}

/** Secrets that this command does not make would be gone. */
function refuseOtherSecrets(file: StageFile, plain: PlainSettings): void {
  const others = [...file.text.matchAll(/^ {2}([\w:-]+):\n {4}secure: /gm)].map(([, key = ""]) => key);
  const unknown = others.filter((key) => !SECRET_SETTINGS.some((name) => key === `sjc1990app:${name}`));
  if (withoutSecrets(file.text).includes("secure:")) unknown.push("a secret within a list or an object");
  unknown.push(
    ...Object.keys(plain).filter((key) => SECRET_SETTINGS.some((name) => key === `sjc1990app:${name}`)),
  );
  if (unknown.length === 0) return;
  throw new UserError(
    `${path.basename(file.path)} holds what would be lost: ${unknown.join(", ")}`,
    "Take that out of the file, and put it in again afterwards: npm run pulumi -- config set --secret …",
  );
}

function alreadyUp({ stage }: StageFile, backend: string): UserError {
  return new UserError(
    `the stack of "${stage}" in ${backend} has resources: what its users stored can be read with its own secrets only`,
    `Is its Pulumi.${stage}.yaml on another branch, or another machine? Take that one.\n` +
      "To throw its secrets away, and its users with them: --discard-secrets",
  );
}

function refuseProvider(given: string): void {
  if (PROVIDERS.test(given)) return;
  throw new UserError(
    `there is no secrets provider "${given}"`,
    "Give passphrase, awskms://alias/<name>?region=<region>&awssdk=v2, or default (Pulumi Cloud).",
  );
}

/** `default` is a service of Pulumi Cloud; elsewhere the CLI takes it for a passphrase. */
function providerOn(backend: string, given = "default"): string {
  return given === "default" && !/^https?:/.test(backend) ? "passphrase" : given;
}

async function confirm(prompt: Prompt, plan: readonly string[]): Promise<void> {
  const answer = await prompt.ask(`${plan.join("\n")}\nGo on? [y/N] `);
  if (/^y(?:es)?$/i.test(answer)) return;
  throw new UserError("nothing was done", "Run it again when you are sure.");
}

async function writeSettings(workspace: Workspace, answers: Answers, plain: PlainSettings): Promise<void> {
  const lengthOf = (key: string): number => listOf(plain[key])?.length ?? 0;
  await workspace.set("aws:region", answers.region);
  await workspace.setList("aws:allowedAccountIds", [answers.account], lengthOf("aws:allowedAccountIds"));
  await workspace.set("sjc1990app:emailFrom", answers.emailFrom);
  await workspace.setList("sjc1990app:alertEmails", answers.alertEmails, lengthOf("sjc1990app:alertEmails"));
}

/** Each as the program wants it, and read back: what is put in the stage's place can be decrypted. */
async function writeSecrets(workspace: Workspace, answers: Answers, now: Date): Promise<void> {
  const secrets = freshSecrets(answers, now);
  for (const name of SECRET_SETTINGS) {
    const value = secrets[name];
    const { schema }: Setting<unknown> = settings[name];
    if (!schema.safeParse(value).success) throw new Error(`a fresh ${name} is not what it must be`);
    await workspace.setSecret(
      `sjc1990app:${name}`,
      typeof value === "string" ? value : JSON.stringify(value),
    );
  }
  const config = await workspace.config(true);
  for (const name of SECRET_SETTINGS) {
    const value = secrets[name];
    const { value: stored, secret } = config[`sjc1990app:${name}`] ?? {};
    if (secret !== true || stored !== (typeof value === "string" ? value : JSON.stringify(value)))
      throw new Error(`${name} was not stored as it is`);
  }
}

function planOf(file: StageFile, answers: Answers, secretsProvider: string, backend: string): string[] {
  return [
    `${path.basename(file.path)} is to say: account ${answers.account}, region ${answers.region}, e-mail from ` +
      `${answers.emailFrom}, alarms to ${answers.alertEmails.join(", ")},`,
    `and to hold fresh secrets, encrypted by ${secretsProvider}. Its stack is to be in ${backend}.`,
  ];
}

interface Done {
  file: StageFile;
  target: Target;
  backend: string;
  secretsProvider: string;
  kept: string | undefined;
  plain: PlainSettings;
}

function report({ file, target, backend, secretsProvider, kept, plain }: Done): string[] {
  const name = path.basename(file.path);
  const answered = ["emailFrom", "alertEmails"];
  const examples = Object.entries(plain)
    .filter(([key, value = ""]) => !answered.some((end) => key.endsWith(end)) && hasExample(value))
    .map(([key]) => key);
  return [
    `${name} holds the stage's settings and its secrets, encrypted. Its stack is in ${backend}.`,
    ...(kept === undefined ? [] : [`The file as it was is ${kept}: remove it when nobody needs it.`]),
    ...(examples.length === 0 ? [] : [`Still an example, to be changed in ${name}: ${examples.join(", ")}`]),
    "Next:",
    ...(secretsProvider === "passphrase"
      ? ["  keep the passphrase where it is safe: without it nobody can deploy the stage again"]
      : []),
    `  git add ${name}    # whoever reads it learns no secret`,
    `  export PULUMI_BACKEND_URL='${backend}'    # unless you are signed in there`,
    `  npm run pulumi -- preview --stack ${target.stack} --policy-pack policies`,
  ];
}

/** A text, or JSON with texts in it. */
function hasExample(value: string): boolean {
  return value.split(/["',\s[\]{}]+/).some((part) => isExample(part.replace(/^https?:\/\//, "@")));
}
