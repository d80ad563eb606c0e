import { repoRoot } from "../common/paths";
import { terminalProgress } from "../common/progress";
import type { Given } from "../ops/secrets/answers";
import { collect, command, stackOption } from "./command";
import { userEnvironment } from "./user-environment";

interface Options {
  stack: string;
  account?: string;
  region?: string;
  senderId?: string;
  adminPhone?: string[];
  emailFrom?: string;
  alertEmail?: string[];
  secretsProvider?: string;
  backend?: string;
  yes?: boolean;
  dryRun?: boolean;
  discardSecrets?: boolean;
}

export const stackInitCommand = command("stack:init", "set up a stage with secrets of its own")
  .description(
    "Sets up a stage: writes your account and addresses to Pulumi.<stage>.yaml, creates new secrets, encrypts them " +
      "so that only you can decrypt them, and creates the stack in your backend. Secrets are never shown. At a " +
      "terminal it asks for what is missing. If it is interrupted, nothing is lost: run it again. See docs/secrets.md.",
  )
  .addOption(
    stackOption("dev, staging or prod; in Pulumi Cloud also <organization>/<stage>").makeOptionMandatory(),
  )
  .option("--account <id>", "AWS account of the stage, e.g. 123456789012")
  .option("--region <region>", "AWS region (default: the one in the stage's file)")
  .option("--sender-id <id>", "sender that text messages show, e.g. SJC1990")
  .option("--admin-phone <number>", "phone number of an admin, e.g. +85291234567; may be repeated", collect)
  .option("--email-from <address>", "sender of e-mail, verified in SES")
  .option("--alert-email <address>", "address that alarms are sent to; may be repeated", collect)
  .option(
    "--secrets-provider <provider>",
    "passphrase (from PULUMI_CONFIG_PASSPHRASE), awskms://alias/<name>?region=<region>&awssdk=v2, or default " +
      "(Pulumi Cloud) (default: default on Pulumi Cloud, else passphrase)",
  )
  .option(
    "--backend <url>",
    "backend of the stack (default: PULUMI_BACKEND_URL, else where you are logged in)",
  )
  .option("-y, --yes", "do not ask for confirmation")
  .option("--dry-run", "say what would be done, and do nothing")
  .option(
    "--discard-secrets",
    "replace the stage's own secrets; if the stage has users, all of them are lost",
  )
  .action(async ({ stack, backend, ...options }: Options) => {
    const { initStage } = await import("../ops/secrets/init.js");
    const { terminalPrompt } = await import("../ops/secrets/prompt.js");
    const progress = terminalProgress();
    const env = await userEnvironment(progress);
    const lines = await initStage({
      target: {
        projectDir: repoRoot,
        stack,
        env: backend === undefined ? env : { ...env, PULUMI_BACKEND_URL: backend },
      },
      given: givenBy(options),
      secretsProvider: options.secretsProvider,
      yes: options.yes ?? false,
      dryRun: options.dryRun ?? false,
      discardSecrets: options.discardSecrets ?? false,
      prompt: terminalPrompt(),
      progress,
      now: new Date(),
    });
    process.stdout.write(`${lines.join("\n")}\n`);
  });

function givenBy(options: Omit<Options, "stack">): Given {
  const given = {
    account: options.account?.replaceAll("-", ""),
    region: options.region,
    senderId: options.senderId,
    adminPhones: options.adminPhone,
    emailFrom: options.emailFrom,
    alertEmails: options.alertEmail,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
