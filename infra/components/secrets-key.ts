import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { keyPolicy, type KeyUse } from "../lib/key-policy";
import { arns, physicalName } from "../lib/names";
import type { LambdaFunction } from "./lambda-function";

/** Arguments of a {@link SecretsKey}. */
export interface SecretsKeyArgs {
  /** Shown in the console. */
  description: string;
}

/**
 * The KMS key of the stage's secrets in Parameter Store, with the alias `alias/sjc1990app-<name>-<stage>`, rotated every
 * year. {@link allowReaders} sets its policy.
 */
export class SecretsKey extends pulumi.ComponentResource {
  readonly key: aws.kms.Key;
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
        deletionWindowInDays: stage.protectData ? 30 : 7,
      },
      // KeyPolicy below manages the policy.
      { parent: this, protect: stage.protectData, ignoreChanges: ["policy"] },
    );
    new aws.kms.Alias(
      `${name}-alias`,
      { name: `alias/${physicalName(name, stage)}`, targetKeyId: this.key.keyId },
      { parent: this },
    );
    this.registerOutputs({ arn: this.key.arn });
  }

  /**
   * Lets each function decrypt the parameters that its grants read, and only through Parameter Store. Call it once, with
   * all functions. The permission is in the key policy because the roles' policies must be known at preview, and the ARN
   * of the key is not.
   * @returns the key policy, which must exist before a function reads a secret.
   */
  allowReaders(functions: readonly LambdaFunction[]): aws.kms.KeyPolicy {
    return new aws.kms.KeyPolicy(
      `${this.#name}-policy`,
      { keyId: this.key.keyId, policy: keyPolicy(currentStage(), usesOf(readersOf(functions))) },
      // KMS rejects a policy with a principal that does not exist.
      { parent: this, dependsOn: functions.map(({ role }) => role) },
    );
  }
}

/** ARNs of the roles that read each parameter. */
function readersOf(functions: readonly LambdaFunction[]): Map<string, string[]> {
  const readers = new Map<string, string[]>();
  for (const { functionName, grants } of functions) {
    const role = arns(currentStage()).role(functionName);
    for (const parameter of grants.flatMap(({ decrypts = [] }) => decrypts))
      readers.set(parameter, [...(readers.get(parameter) ?? []), role]);
  }
  return readers;
}

/** Statements for deployments and for the readers of each parameter. */
function usesOf(readers: ReadonlyMap<string, readonly string[]>): KeyUse[] {
  const { region, accountId } = currentStage();
  const throughParameters = {
    "kms:ViaService": `ssm.${region}.amazonaws.com`,
    "kms:CallerAccount": accountId,
  };
  return [
    {
      // Deployments write the parameters and compare their values.
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

/** A Sid may contain only letters and digits. */
function camelCase(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
