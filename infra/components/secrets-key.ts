import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { keyPolicy, type KeyUse } from "../lib/key-policy";
import { arns, parameterName, physicalName } from "../lib/names";
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
  /** Which a function that reads a secret needs. Resolved by {@link allowReaders}. */
  readonly policy: pulumi.Output<aws.kms.KeyPolicy>;
  readonly #resolvePolicy: (policy: pulumi.Output<aws.kms.KeyPolicy>) => void;
  readonly #name: string;

  constructor(name: string, args: SecretsKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:security:SecretsKey", name, {}, opts);
    this.#name = name;
    [this.policy, this.#resolvePolicy] = pulumi.deferredOutput<aws.kms.KeyPolicy>();
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
   * Lets functions decrypt parameters of the stage, only through Parameter Store, which checks for each parameter that the
   * role may read it. Call it once, with all functions: also with those that read no secret, because a function that stops
   * reading one must keep its permission until its next version is live.
   *
   * The permission is in the key policy because the roles' policies must be known at preview, and the ARN of the key is not.
   */
  allowReaders(functions: readonly LambdaFunction[]): void {
    const policy = new aws.kms.KeyPolicy(
      `${this.#name}-policy`,
      { keyId: this.key.keyId, policy: keyPolicy(currentStage(), uses(functions)) },
      // KMS rejects a policy with a principal that does not exist.
      { parent: this, dependsOn: functions.map(({ role }) => role) },
    );
    this.#resolvePolicy(pulumi.output(policy));
  }
}

/** Statements for deployments and for functions. */
function uses(functions: readonly LambdaFunction[]): KeyUse[] {
  const stage = currentStage();
  const arn = arns(stage);
  const throughParameters = {
    "kms:ViaService": `ssm.${stage.region}.amazonaws.com`,
    "kms:CallerAccount": stage.accountId,
  };
  return [
    {
      // Deployments write the parameters and compare their values.
      Sid: "Deploy",
      Principal: { AWS: `arn:aws:iam::${stage.accountId}:root` },
      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
      Condition: { StringEquals: throughParameters },
    },
    {
      Sid: "Read",
      Principal: { AWS: functions.map(({ functionName }) => arn.role(functionName)).sort() },
      Action: ["kms:Decrypt"],
      Condition: {
        StringEquals: throughParameters,
        StringLike: { "kms:EncryptionContext:PARAMETER_ARN": arn.parameter(parameterName("*", stage)) },
      },
    },
  ];
}
