import * as fs from "node:fs";
import * as path from "node:path";

import getPort from "get-port";
import {
  CreatePolicyVersionCommand,
  GetPolicyVersionCommand,
  ListPoliciesCommand,
} from "@aws-sdk/client-iam";
import { GetKeyPolicyCommand, ListAliasesCommand, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";

import { Cloud, emulatorDir } from "../../../local/cloud";
import { stopEmulator } from "../../../local/emulator";
import { runPulumi } from "../../../local/engine";
import { copyProgram } from "../../../ops/program-copy";
import { silentProgress } from "../../../common/progress";
import type { Clients } from "../../../local/provider/clients/connect";
import { connect } from "../../../local/provider/clients/connect";
import { StageFile, stagesOf } from "../../../ops/secrets/stage-file";
import { evaluable } from "./emulator";

export const ACCOUNT = "000000000000";
export const REPOSITORY = "example-org/sjc1990app-platform";
export const STATE_BUCKET = `sjc1990app-state-${ACCOUNT}`;

/** Settings of the account. */
const settings = (stages: readonly string[]): string => `config:
  aws:region: us-east-1
  aws:allowedAccountIds:
    - "${ACCOUNT}"
  sjc1990app-account:repository: ${REPOSITORY}
  sjc1990app-account:stages: [${stages.join(", ")}]
`;

/** Settings of a stage that the program has no file for. */
const OTHER_STAGE = `config:
  aws:region: us-east-1
  aws:allowedAccountIds:
    - "${ACCOUNT}"
  sjc1990app:emailFrom: no-reply@example.org
  sjc1990app:webFirewall:
    requestsPerFiveMinutes: 1000
`;

/** Temporary credentials, or those of the account's root. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export const root: Credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** An OIDC token like those of GitHub. The emulator checks its claims against the trust policy, not its signature. */
export function gitHubToken(sub: string, claims: Readonly<Record<string, string>> = {}): string {
  const payload = {
    iss: "https://token.actions.githubusercontent.com",
    aud: "sts.amazonaws.com",
    sub,
    ...claims,
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [part({ alg: "RS256", typ: "JWT" }), part(payload), "signature"].join(".");
}

/** A local cloud that stands for an AWS account, for the account project. */
export class Account {
  private constructor(
    readonly programDir: string,
    readonly cloud: Cloud,
  ) {}

  /**
   * @param stages that it has roles for. Default: one to deploy, and another one that must not change.
   * @param checkpoints whether a run that is killed can be recovered.
   */
  static async open(stages: readonly string[] = ["local", "other"], checkpoints = true): Promise<Account> {
    const programDir = copyProgram();
    const projectDir = path.join(programDir, "infra/account");
    fs.writeFileSync(path.join(projectDir, "Pulumi.local.yaml"), settings(stages));
    for (const stage of stages) {
      if (!stagesOf(programDir).includes(stage))
        fs.writeFileSync(path.join(programDir, `Pulumi.${stage}.yaml`), OTHER_STAGE);
      const file = StageFile.read(programDir, stage);
      file.set("aws:region", "us-east-1");
      file.set("aws:allowedAccountIds", [ACCOUNT]);
      file.save();
    }
    const cloud = await Cloud.open(
      {
        name: `test-account-${String(process.pid)}`,
        port: await getPort({ host: "127.0.0.1" }),
        projectDir,
        project: "sjc1990app-account",
        checkpoints,
      },
      silentProgress,
    );
    return new Account(programDir, cloud);
  }

  async remove(): Promise<void> {
    await stopEmulator({ dir: emulatorDir(this.cloud.name), progress: silentProgress });
    Cloud.remove(this.cloud.name);
    fs.rmSync(this.programDir, { recursive: true, force: true });
  }

  clients(credentials: Credentials): Clients {
    return connect({ region: "us-east-1", endpoint: this.cloud.endpoint, endpoints: {}, ...credentials });
  }

  /**
   * Assumes a role with a GitHub token, or as root.
   * @throws AccessDenied when the trust policy denies it.
   */
  async assume(role: string, token?: string): Promise<Credentials> {
    const sts = new STSClient({ endpoint: this.cloud.endpoint, region: "us-east-1", credentials: root });
    const request = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`, RoleSessionName: "workflow" };
    const { Credentials: given } = await (token === undefined
      ? sts.send(new AssumeRoleCommand(request))
      : sts.send(new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: token })));
    return {
      accessKeyId: given?.AccessKeyId ?? "",
      secretAccessKey: given?.SecretAccessKey ?? "",
      sessionToken: given?.SessionToken ?? "",
    };
  }

  /** Reduces the policies of the workflows' roles, and of the state key, to what the emulator can evaluate. */
  async reducePolicies(): Promise<void> {
    const clients = this.clients(root);
    const iam = clients.iam();
    const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: "Local", MaxItems: 1000 }));
    for (const { Arn: PolicyArn, PolicyName = "", DefaultVersionId: VersionId } of Policies) {
      if (!/^sjc1990app-(?:deploy|preview|prune|restore)-/.test(PolicyName)) continue;
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
      const PolicyDocument = evaluable(decodeURIComponent(PolicyVersion?.Document ?? ""));
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
    }
    const KeyId = await this.stateKey();
    const kms = clients.kms();
    const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
    await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: evaluable(Policy) }));
  }

  async stateKey(): Promise<string> {
    const { Aliases } = await this.clients(root).kms().send(new ListAliasesCommand({}));
    return Aliases?.find(({ AliasName }) => AliasName === "alias/sjc1990app-state")?.TargetKeyId ?? "";
  }

  /** Sets a stage up: its state in the account's bucket, its secrets encrypted with the provider. */
  async initialiseStage(
    stage: string,
    secretsProvider: string,
    plain: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const file = StageFile.read(this.programDir, stage);
    file.removeSecrets();
    file.set("sjc1990app:permissionsBoundary", "true");
    for (const [key, value] of Object.entries(plain)) file.set(key, value);
    file.save();
    const secrets = {
      smsSenderId: "SJC1990",
      jwtSecrets: JSON.stringify({ current: { kid: "k1", secret: "A".repeat(43) } }),
      phoneSecret: `${"B".repeat(42)}A`,
      adminPhones: '["+85291000001"]',
    };
    const all = Object.entries(secrets).flatMap(([name, value]) => ["--secret", `${name}=${value}`]);
    for (const args of [
      ["stack", "init", stage, "--secrets-provider", secretsProvider],
      ["config", "set-all", ...all],
    ]) {
      const { code, stdout, stderr } = await this.pulumi(args, root, stage);
      if (code !== 0) throw new Error(`pulumi ${args.join(" ")}: ${stdout}${stderr}`);
    }
  }

  /** Address of the account's bucket of states, as the emulator needs it: with a path-style URL. */
  get backendUrl(): string {
    const { host } = new URL(this.cloud.endpoint);
    return `s3://${STATE_BUCKET}?region=us-east-1&endpoint=${host}&disableSSL=true&s3ForcePathStyle=true`;
  }

  /** Variables of the Pulumi CLI and of AWS clients, without credentials and without a stack. */
  get variables(): Record<string, string> {
    const own = Object.entries(this.cloud.env).filter(
      (entry): entry is [string, string] =>
        /^(AWS|PULUMI|SJC1990APP)_/.test(entry[0]) &&
        !/^(AWS_\w*KEY\w*|PULUMI_STACK|PULUMI_CONFIG_PASSPHRASE|SJC1990APP_STATE_DIR)$/.test(entry[0]),
    );
    return { ...Object.fromEntries(own), PULUMI_BACKEND_URL: this.backendUrl };
  }

  /** Runs the CLI on the platform's program, with the state in the account's bucket. */
  async pulumi(
    args: readonly string[],
    { accessKeyId, secretAccessKey, sessionToken }: Credentials,
    stage = "local",
  ) {
    const { PULUMI_CONFIG_PASSPHRASE: _, ...env } = this.cloud.env;
    return runPulumi([...args], {
      cwd: this.programDir,
      stdio: "capture",
      env: {
        ...env,
        PULUMI_BACKEND_URL: this.backendUrl,
        PULUMI_STACK: stage,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
      },
    });
  }
}
