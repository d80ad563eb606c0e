import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { keyPolicy, type KeyUse } from "../lib/key-policy";
import { arns, physicalName } from "../lib/names";
import type { LambdaFunction } from "./lambda-function";

/** What a {@link SecretsKey} needs. */
export interface SecretsKeyArgs {
  /** What it encrypts, in one line. */
  description: string;
}

/**
 * The key, alias `alias/sjc1990app-<name>-<stage>`, that encrypts the stage's secrets in the Parameter Store. AWS
 * renews what it encrypts with each year. Who may decrypt which secret is said by {@link allowReaders}.
 */
export class SecretsKey extends pulumi.ComponentResource {
  readonly key: aws.kms.Key;
  readonly alias: aws.kms.Alias;
  readonly #name: string;

  constructor(name: string, args: SecretsKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:security:SecretsKey", name, {}, opts);
    this.#name = name;
    const stage = currentStage();
    this.key = new aws.kms.Key(
      name,
      {
        description: args.description,
        enableKeyRotation: true,
        // What was encrypted with a key that is gone is gone: time to notice it.
        deletionWindowInDays: stage.protectData ? 30 : 7,
      },
      // Until the policy below is attached, KMS's own one holds, which leaves all to IAM. It is the program's from then
      // on, and no change of the key.
      { parent: this, protect: stage.protectData, ignoreChanges: ["policy"] },
    );
    this.alias = new aws.kms.Alias(
      `${name}-alias`,
      { name: `alias/${physicalName(name, stage)}`, targetKeyId: this.key.keyId },
      { parent: this },
    );
    this.registerOutputs({ arn: this.key.arn });
  }

  /**
   * Lets functions decrypt the secrets that their grants say they read, each by its own parameter and through the
   * Parameter Store alone, and nobody else. Once, for all of them. The key's policy says it and not the roles', as the
   * key's name is KMS's choice: what may be done with it would not be known before it exists.
   * @returns what has to be there before such a function is called.
   */
  allowReaders(functions: readonly LambdaFunction[]): aws.kms.KeyPolicy {
    return new aws.kms.KeyPolicy(
      `${this.#name}-policy`,
      { keyId: this.key.keyId, policy: keyPolicy(currentStage(), usesOf(readersOf(functions))) },
      // KMS refuses a policy that names a role which is not there.
      { parent: this, dependsOn: functions.map(({ role }) => role) },
    );
  }
}

/** Roles by the ARN of the parameter that they read. */
function readersOf(functions: readonly LambdaFunction[]): Map<string, string[]> {
  const readers = new Map<string, string[]>();
  for (const { functionName, grants } of functions) {
    const role = arns(currentStage()).role(functionName);
    for (const parameter of grants.flatMap(({ decrypts = [] }) => decrypts))
      readers.set(parameter, [...(readers.get(parameter) ?? []), role]);
  }
  return readers;
}

/** Deployments, and the readers of each secret; all of them through the Parameter Store alone. */
function usesOf(readers: ReadonlyMap<string, readonly string[]>): KeyUse[] {
  const { region, accountId } = currentStage();
  const throughParameters = {
    "kms:ViaService": `ssm.${region}.amazonaws.com`,
    "kms:CallerAccount": accountId,
  };
  return [
    {
      // Deployments write the secrets, and see whether they are still what was written.
      Sid: "Deploy",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
      Condition: { StringEquals: throughParameters },
    },
    ...[...readers]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([parameter, roles]) => ({
        Sid: `Read${camelCase(parameter.slice(parameter.lastIndexOf("/") + 1))}`,
        Principal: { AWS: [...new Set(roles)].sort() },
        Action: ["kms:Decrypt"],
        Condition: {
          StringEquals: { ...throughParameters, "kms:EncryptionContext:PARAMETER_ARN": parameter },
        },
      })),
  ];
}

/** A statement's id may hold letters and digits alone. */
function camelCase(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
