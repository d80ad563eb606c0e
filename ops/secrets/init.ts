import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import { NO_ACCOUNT } from "../../infra/settings";
import { collectAnswers, isExample, type Answers, type Given } from "./answers";
import { hasResources } from "./deployed";
import { freshSecrets, SECRET_SETTINGS } from "./keys";
import { withNewPassphrase } from "./passphrase";
import type { Prompt } from "./prompt";
import { StageFile } from "./stage-file";
import { Workspace, type Target } from "./workspace";

/** What {@link initStage} needs. */
export interface InitArgs {
  target: Target;
  given: Given;
  /** `passphrase`, `default` or the URL of a key. Default: `default` in Pulumi Cloud, else `passphrase`. */
  secretsProvider: string | undefined;
  /** Skip the confirmation. */
  yes: boolean;
  dryRun: boolean;
  discardSecrets: boolean;
  prompt: Prompt | undefined;
  progress: Progress;
  now: Date;
}

/** Secrets providers of the CLI. */
const PROVIDERS = /^(?:passphrase|default|(?:awskms|gcpkms|azurekeyvault|hashivault):\/\/\S+)$/;

/**
 * Sets a stage up. Its file changes in one step, at the end. Interrupted before that, it leaves at most an empty stack,
 * which the next run uses.
 * @returns what was done and what comes next, one line each.
 * @throws UserError for a wrong answer, a stage that has secrets already, and when the CLI fails.
 */
export async function initStage(args: InitArgs): Promise<string[]> {
  const { target, prompt, progress, discardSecrets } = args;
  if (args.secretsProvider !== undefined) refuseUnknownProvider(args.secretsProvider);
  const file = StageFile.read(target.projectDir, target.stack);
  refuseLocal(file);
  if (!discardSecrets) refuseOwnSecrets(file);
  refuseOtherSecrets(file);
  const workspace = Workspace.open(target);
  try {
    const backend = await workspace.backend();
    const secretsProvider = providerFor(backend, args.secretsProvider);
    const state = await workspace.export(false);
    if (state !== undefined && hasResources(state) && !discardSecrets) throw alreadyDeployed(file, backend);

    const answers = await collectAnswers(args.given, file.plain(), prompt);
    const plan = planOf(file, answers, secretsProvider, backend);
    if (args.dryRun) return [...plan, "Dry run: nothing was changed."];
    if (secretsProvider === "passphrase")
      workspace.env = await withNewPassphrase(workspace.env, file.stage, prompt);
    if (!args.yes && prompt !== undefined) await confirm(prompt, plan);

    progress.step(`Creating the stack ${target.stack} in ${backend}`);
    if (state === undefined) await workspace.createStack(secretsProvider);
    else await workspace.changeSecretsProvider(secretsProvider);
    progress.step("Encrypting new secrets");
    await encryptSecrets(workspace, answers, args.now);
    const backup =
      discardSecrets && Object.keys(file.secrets()).length > 0 && !file.hasPlaceholders()
        ? file.backUp()
        : undefined;
    progress.step(`Writing ${file.name}`);
    file.set("aws:region", answers.region);
    file.set("aws:allowedAccountIds", [answers.account]);
    file.set("sjc1990app:emailFrom", answers.emailFrom);
    file.set("sjc1990app:alertEmails", answers.alertEmails);
    file.takeSecrets(workspace.text());
    file.save();
    return report(file, target, { backend, secretsProvider, backup });
  } finally {
    workspace.dispose();
  }
}

function refuseLocal(file: StageFile): void {
  if (!JSON.stringify(file.plain()["aws:allowedAccountIds"] ?? "").includes(NO_ACCOUNT)) return;
  throw new UserError(
    `the stage "${file.stage}" needs no set-up: it has no AWS account, and its secrets are published on purpose`,
    "Start the local cloud: npm start",
  );
}

function refuseOwnSecrets(file: StageFile): void {
  const { stage } = file;
  if (file.hasPlaceholders() || Object.keys(file.secrets()).length === 0) return;
  throw new UserError(
    `the stage "${stage}" already has secrets of its own`,
    `To rotate the keys of its tokens: npm run rotate -- --stack ${stage}\n` +
      `To change the secrets provider: npm run pulumi -- stack change-secrets-provider <provider> --stack ${stage}\n` +
      "To discard all secrets, and with them the accounts of all users: --discard-secrets",
  );
}

/** This command replaces the known secrets only; others would stay encrypted with a provider that is gone. */
function refuseOtherSecrets(file: StageFile): void {
  const known = SECRET_SETTINGS.map((name) => `sjc1990app:${name}`);
  const others = Object.keys(file.secrets()).filter((key) => !known.includes(key));
  if (file.hasNestedSecrets()) others.push("a secret inside a list or an object");
  others.push(...Object.keys(file.plain()).filter((key) => known.includes(key)));
  if (others.length === 0) return;
  throw new UserError(
    `${file.name} has values that would be lost: ${others.join(", ")}`,
    "Remove them from the file, and set them again afterwards: npm run pulumi -- config set --secret …",
  );
}

function alreadyDeployed({ stage, name }: StageFile, backend: string): UserError {
  return new UserError(
    `the stack of "${stage}" in ${backend} has resources: only its own secrets can read what its users stored`,
    `Is its ${name} on another branch or machine? Use that one.\n` +
      "To discard its secrets, and with them the accounts of all users: --discard-secrets",
  );
}

function refuseUnknownProvider(given: string): void {
  if (PROVIDERS.test(given)) return;
  throw new UserError(
    `unknown secrets provider "${given}"`,
    "Use passphrase, awskms://alias/<name>?region=<region>&awssdk=v2, or default (Pulumi Cloud).",
  );
}

/** `default` is a service of Pulumi Cloud; on other backends the CLI uses a passphrase. */
function providerFor(backend: string, given = "default"): string {
  return given === "default" && !/^https?:/.test(backend) ? "passphrase" : given;
}

async function confirm(prompt: Prompt, plan: readonly string[]): Promise<void> {
  if (await prompt.confirm({ message: `${plan.join("\n")}\nContinue?`, default: false })) return;
  throw new UserError("cancelled: nothing was changed", "Run the command again when you are ready.");
}

/** Encrypts new secrets in the workspace. */
async function encryptSecrets(workspace: Workspace, answers: Answers, now: Date): Promise<void> {
  for (const [name, value] of Object.entries(freshSecrets(answers, now)))
    await workspace.setSecret(
      `sjc1990app:${name}`,
      typeof value === "string" ? value : JSON.stringify(value),
    );
}

function planOf(file: StageFile, answers: Answers, secretsProvider: string, backend: string): string[] {
  return [
    `${file.name} gets account ${answers.account}, region ${answers.region}, e-mail sender ${answers.emailFrom}, ` +
      `alarm recipients ${answers.alertEmails.join(", ")}, and new secrets encrypted by ${secretsProvider}.`,
    `The stack is created in ${backend}.`,
  ];
}

/** What {@link report} tells besides the file. */
interface Done {
  backend: string;
  secretsProvider: string;
  /** Name of the copy of the old file. */
  backup: string | undefined;
}

function report(file: StageFile, target: Target, { backend, secretsProvider, backup }: Done): string[] {
  const examples = Object.entries(file.plain()).flatMap(([key, value]) => (hasExample(value) ? [key] : []));
  return [
    `${file.name} has the stage's settings and its encrypted secrets. The stack is in ${backend}.`,
    ...(backup === undefined ? [] : [`The old file is ${backup}. Remove it when nobody needs it.`]),
    ...(examples.length === 0 ? [] : [`Still an example in ${file.name}: ${examples.join(", ")}`]),
    "Next:",
    ...(secretsProvider === "passphrase"
      ? ["  keep the passphrase safe: without it nobody can deploy the stage again"]
      : []),
    `  git add ${file.name}    # its secrets are encrypted`,
    `  export PULUMI_BACKEND_URL='${backend}'    # unless you are signed in there`,
    `  npm run pulumi -- preview --stack ${target.stack}`,
  ];
}

/** Whether a text of a setting belongs to a domain reserved for documentation. */
function hasExample(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasExample);
  return typeof value === "string" && isExample(value.replace(/^https?:\/\//, "@"));
}
