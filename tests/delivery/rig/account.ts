import * as fs from "node:fs";
import * as path from "node:path";

import { TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { SESClient, VerifyEmailIdentityCommand } from "@aws-sdk/client-ses";

import { deployEnvironment, deployRole, previewRole } from "../../../infra/account/names";
import { physicalName } from "../../../infra/lib/names";
import { makeOperationsTable } from "../../../ops/operations/testing/table";
import { StageFile } from "../../../ops/secrets/stage-file";
import {
  Account,
  gitHubToken,
  REPOSITORY,
  root,
  STATE_BUCKET,
  type Credentials,
} from "../../stages/account/rig";

/** An emulator fails at once. */
const QUICK = { "sjc1990app:release": { bakeMinutes: 0 } };

/** An AWS account with stages, with IAM enforced. Each stage is deployed by its own role. */
export class DeliveryAccount {
  private constructor(
    readonly aws: Account,
    private readonly stages: readonly string[],
  ) {}

  /** @param checkpoints whether a run that is killed can be recovered. */
  static async open(stages: readonly string[], checkpoints = true): Promise<DeliveryAccount> {
    const aws = await Account.open(stages, checkpoints);
    try {
      return await DeliveryAccount.#deploy(aws, stages);
    } catch (error) {
      await aws.remove();
      throw error;
    }
  }

  static async #deploy(aws: Account, stages: readonly string[]): Promise<DeliveryAccount> {
    await aws.cloud.pulumiOk(["up", "--yes", "--skip-preview"]);
    const { secretsProviders } = (await aws.cloud.outputs()) as { secretsProviders: Record<string, string> };
    await aws.reducePolicies();
    const ses = new SESClient({ region: "us-east-1", endpoint: aws.cloud.endpoint, credentials: root });
    for (const stage of stages) {
      await aws.initialiseStage(stage, secretsProviders[stage] ?? "", QUICK);
      const EmailAddress = String(StageFile.read(aws.programDir, stage).plain()["sjc1990app:emailFrom"]);
      await ses.send(new VerifyEmailIdentityCommand({ EmailAddress }));
    }
    const account = new DeliveryAccount(aws, stages);
    for (const stage of stages) await account.up(stage);
    return account;
  }

  remove(): Promise<void> {
    return this.aws.remove();
  }

  /** Copies the stage files to a checkout. */
  copyStages(dir: string): void {
    for (const stage of this.stages)
      fs.copyFileSync(
        path.join(this.aws.programDir, `Pulumi.${stage}.yaml`),
        path.join(dir, `Pulumi.${stage}.yaml`),
      );
  }

  /** Deploys a stage by hand, with its role. */
  async up(stage: string): Promise<void> {
    const deployer = await this.assume(deployEnvironment(stage));
    const { code, stdout, stderr } = await this.aws.pulumi(
      ["up", "--yes", "--skip-preview"],
      deployer,
      stage,
    );
    if (code !== 0) throw new Error(`${stage}: ${stdout}${stderr}`);
  }

  /** Makes the ledger of a stage that is not deployed, with a release of a commit. */
  async addRelease(stage: string, commit: string): Promise<void> {
    const client = this.aws.clients(root).dynamoDb();
    const table = await makeOperationsTable(client, physicalName("operations", { stage }));
    const startedAt = new Date().toISOString();
    const release = { action: "release", status: "released", step: "finish", commit, startedAt, events: [] };
    const TransactItems = [table.put("release", startedAt, release)];
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
  }

  /** Changes whenever Pulumi writes the state of a stage. */
  async stateVersion(stage: string): Promise<string> {
    const Key = `.pulumi/stacks/sjc1990app/${stage}.json`;
    const s3 = this.aws.clients(root).s3();
    const { ETag = "" } = await s3.send(new HeadObjectCommand({ Bucket: STATE_BUCKET, Key }));
    return ETag;
  }

  /** What users of a stage get from the health check. */
  async health(stage: string): Promise<unknown> {
    const deployer = await this.assume(deployEnvironment(stage));
    const { stdout } = await this.aws.pulumi(["stack", "output", "invokeUrl"], deployer, stage);
    return (await fetch(`${stdout.trim()}/health`)).json();
  }

  get variables(): Record<string, string> {
    return this.aws.variables;
  }

  get vars(): Record<string, string> {
    return {
      AWS_ROLE: "the role of the environment",
      AWS_REGION: "us-east-1",
      PULUMI_BACKEND_URL: this.aws.backendUrl,
    };
  }

  /** Credentials of the role that the variables of an environment name. @throws when it does not trust the environment. */
  assume(environment: string): Promise<Credentials> {
    const deployed = this.stages.find((stage) => deployEnvironment(stage) === environment);
    const role = deployed === undefined ? previewRole : deployRole(deployed);
    return this.aws.assume(role, gitHubToken(`repo:${REPOSITORY}:environment:${environment}`));
  }
}
