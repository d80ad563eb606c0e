import { helpHint, parseArguments } from "../../common/arguments";
import { UserError } from "../../common/errors";
import type { Progress } from "../../common/progress";
import type { Given } from "./answers";
import { initStage } from "./init";
import type { Prompt } from "./prompt";

const HELP = `Usage: npm run stack:init -- <stage> [options]

Makes a stage yours: writes your account and addresses into Pulumi.<stage>.yaml, makes fresh secrets, and
encrypts them so that only you can read them; makes the stack in your backend. Secrets are shown nowhere.
What is missing is asked for at a terminal. Broken off, nothing is lost; run it again. See docs/secrets.md.

  --account 123456789012      AWS account of the stage
  --region us-east-1          where it lives. Default: what the file says
  --sender-id SJC1990         sender that an SMS shows
  --admin-phone +85291234567  first sign-in makes an admin; may be given more than once
  --email-from ADDRESS        sender of e-mail, which SES has verified
  --alert-email ADDRESS       whom alarms reach; may be given more than once
  --secrets-provider P        what encrypts the secrets: passphrase (in PULUMI_CONFIG_PASSPHRASE),
                              awskms://alias/<name>?region=<region>&awssdk=v2, or default (Pulumi Cloud).
                              Default: default where stacks are in Pulumi Cloud, else passphrase
  --backend URL               where stacks are. Default: PULUMI_BACKEND_URL, else where you are signed in
  --yes                       does not ask whether all is right
  --dry-run                   tells what it would do, and does nothing
  --discard-secrets           even if the stage has secrets of its own. If it has users, all are lost

<stage> is dev, staging or prod; in Pulumi Cloud it may be <organisation>/<stage>.
`;

const COMMAND = "npm run stack:init";

/** What {@link main} needs of where it runs. */
export interface Surroundings {
  /** Folder with the files of the stages. */
  projectDir: string;
  /** Environment of the CLI, with the engine on its PATH. */
  env: NodeJS.ProcessEnv;
  /** Absent where nobody can be asked. */
  prompt: Prompt | undefined;
  progress: Progress;
}

/** `npm run stack:init`: see the help above. */
export async function main(
  argv: readonly string[],
  { projectDir, env, prompt, progress }: Surroundings,
): Promise<number> {
  const args = parse(argv);
  if (args === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const { stack, backend, ...rest } = args;
  const target = {
    projectDir,
    stack,
    env: backend === undefined ? env : { ...env, PULUMI_BACKEND_URL: backend },
  };
  const lines = await initStage({ target, ...rest, prompt, progress, now: new Date() });
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

function parse(argv: readonly string[]) {
  const { values, positionals } = parseArguments(COMMAND, {
    args: [...argv],
    allowPositionals: true,
    options: {
      account: { type: "string" },
      region: { type: "string" },
      "sender-id": { type: "string" },
      "admin-phone": { type: "string", multiple: true },
      "email-from": { type: "string" },
      "alert-email": { type: "string", multiple: true },
      "secrets-provider": { type: "string" },
      backend: { type: "string" },
      yes: { type: "boolean", short: "y", default: false },
      "dry-run": { type: "boolean", default: false },
      "discard-secrets": { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return undefined;
  const [stack, ...others] = positionals;
  if (stack === undefined || others.length > 0)
    throw new UserError("give one stage, e.g. npm run stack:init -- dev", helpHint(COMMAND));
  const given = {
    account: values.account?.replaceAll("-", ""),
    region: values.region,
    senderId: values["sender-id"],
    adminPhones: values["admin-phone"],
    emailFrom: values["email-from"],
    alertEmails: values["alert-email"],
  };
  return {
    stack,
    given: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given,
    secretsProvider: values["secrets-provider"],
    backend: values.backend,
    yes: values.yes,
    dryRun: values["dry-run"],
    discardSecrets: values["discard-secrets"],
  };
}
