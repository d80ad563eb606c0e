import { allow, type Statement } from "../lib/iam";
import type { KeyUse } from "../lib/key-policy";
import { project } from "../lib/names";
import {
  accountBucket,
  accountName,
  deployRole,
  previewRole,
  pruneRole,
  roleArn,
  type AccountPlace,
} from "./names";

/*
 * Access to the Pulumi state of the stages. All stages of the account share one bucket and one key: object keys separate
 * their state, and the KMS encryption context `stage` separates the secrets in it.
 */

/** Argument of `pulumi login`. */
export const backendUrl = (account: AccountPlace): string =>
  `s3://${accountBucket("state", account)}?region=${account.region}&awssdk=v2`;

/** Argument of `pulumi stack init --secrets-provider`. */
export const secretsProvider = (stage: string, { region }: AccountPlace): string =>
  `awskms://alias/${accountName("state")}?region=${region}&context_stage=${stage}&awssdk=v2`;

/** Object keys of a stack in a self-managed backend (Pulumi 3.230, pkg/backend/diy). */
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

/** Version of the backend's layout. */
const META = ".pulumi/meta.yaml";

/** Permissions of previews: read the state. A preview takes no lock. */
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

/** Permissions of a deployment: lock and write the state of its own stage. It cannot delete object versions. */
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
 * Statements of the state key's policy: each deployment uses the key for the secrets of its own stage, by encryption
 * context, and through S3 for the objects.
 */
export function stateKeyUses(stages: readonly string[], account: AccountPlace): readonly KeyUse[] {
  const deployers = stages.map((stage) => roleArn(deployRole(stage), account));
  const previewer = roleArn(previewRole, account);
  // A prune reads which resources the state has, and no secret in it.
  const pruners = stages.map((stage) => roleArn(pruneRole(stage), account));
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
      // For administrators, who set stages up. The roles of workflows have no such permission in IAM.
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
    {
      Sid: "ReadStates",
      Principal: { AWS: [previewer, ...pruners] },
      Action: ["kms:Decrypt"],
      Condition: throughS3,
    },
  ];
}
