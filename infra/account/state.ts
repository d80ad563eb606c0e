import { allow, type Statement } from "../lib/iam";
import type { KeyUse } from "../lib/key-policy";
import { project } from "../lib/names";
import { accountBucket, accountName, deployRole, previewRole, roleArn, type AccountPlace } from "./names";

/*
 * Where the states of the stages are, and who may see which. One bucket and one key for all stages of the account: the
 * objects are told apart by their names, the secrets in them by the stage in KMS's encryption context.
 */

/** What the CLI is told on `pulumi login`. */
export const backendUrl = (account: AccountPlace): string =>
  `s3://${accountBucket("state", account)}?region=${account.region}&awssdk=v2`;

/** What the CLI is told on `pulumi stack init`. */
export const secretsProvider = (stage: string, { region }: AccountPlace): string =>
  `awskms://alias/${accountName("state")}?region=${region}&context_stage=${stage}&awssdk=v2`;

/** Keys of a stack's objects, as the CLI lays them out (pkg/backend/diy of Pulumi 3.230). */
const files = (stage: string) => {
  const stack = (folder: string) => `.pulumi/${folder}/${project}/${stage}`;
  const read = [`${stack("stacks")}.json`, `${stack("stacks")}.pulumi-tags`];
  return {
    read,
    written: [
      ...read,
      `${stack("stacks")}.json.bak`,
      `${stack("history")}/*`,
      `${stack("backups")}/*`,
      `.pulumi/locks/organization/${project}/${stage}/*`,
    ],
  };
};

/** In which format the bucket holds the states. */
const META = ".pulumi/meta.yaml";

/** A preview reads the state, takes no lock and writes nothing. */
export function readState(stages: readonly string[], account: AccountPlace): readonly Statement[] {
  const bucket = `arn:aws:s3:::${accountBucket("state", account)}`;
  return [
    allow("s3:ListBucket", bucket),
    allow(
      "s3:GetObject",
      [META, ...stages.flatMap((stage) => files(stage).read)].map((key) => `${bucket}/${key}`),
    ),
  ];
}

/** A deployment locks and writes its stage's state. No other's, and it removes no version of any. */
export function writeState(stage: string, account: AccountPlace): readonly Statement[] {
  const bucket = `arn:aws:s3:::${accountBucket("state", account)}`;
  return [
    allow("s3:ListBucket", bucket),
    allow("s3:GetObject", `${bucket}/${META}`),
    allow(
      ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      files(stage).written.map((key) => `${bucket}/${key}`),
    ),
  ];
}

/**
 * Who uses the key of the states: to encrypt and decrypt secrets in them, for the stage that the context names alone;
 * and through S3, to store them.
 */
export function stateKeyUses(stages: readonly string[], account: AccountPlace): readonly KeyUse[] {
  const deployers = stages.map((stage) => roleArn(deployRole(stage), account));
  const previewer = roleArn(previewRole, account);
  const throughS3 = {
    StringEquals: {
      "kms:ViaService": `s3.${account.region}.amazonaws.com`,
      "kms:CallerAccount": account.accountId,
    },
  };
  const ofStage = (stage: string | readonly string[]) => ({
    StringEquals: { "kms:EncryptionContext:stage": stage },
  });
  return [
    {
      // Those whom IAM lets: they set stages up and mend them. No workflow's role is among them.
      Sid: "Own",
      Principal: { AWS: `arn:aws:iam::${account.accountId}:root` },
      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    },
    ...stages.map((stage) => ({
      Sid: `Deploy${stage}`,
      Principal: { AWS: roleArn(deployRole(stage), account) },
      Action: ["kms:Decrypt", "kms:Encrypt"],
      Condition: ofStage(stage),
    })),
    {
      Sid: "Preview",
      Principal: { AWS: previewer },
      Action: ["kms:Decrypt"],
      Condition: ofStage(stages),
    },
    {
      Sid: "StoreStates",
      Principal: { AWS: deployers },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Condition: throughS3,
    },
    { Sid: "ReadStates", Principal: { AWS: previewer }, Action: ["kms:Decrypt"], Condition: throughS3 },
  ];
}
