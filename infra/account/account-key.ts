import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { keyPolicy, type KeyUse } from "../lib/key-policy";
import { accountName, type AccountPlace } from "./names";

/** Arguments of {@link AccountKey}. */
export interface AccountKeyArgs {
  /** What it encrypts; shown in the console. */
  description: string;
  account: AccountPlace;
  /** Statements of the key policy, in addition to the one for administrators. */
  uses: readonly KeyUse[];
  /** Roles that `uses` names. KMS rejects a policy with a principal that does not exist. Default: none. */
  roles?: readonly aws.iam.Role[];
}

/** A KMS key with the alias `alias/sjc1990app-<name>`, rotated every year and protected against deletion. */
export class AccountKey extends pulumi.ComponentResource {
  readonly key: aws.kms.Key;
  /** The key policy. Resources that use the key on creation depend on it. */
  readonly policy: aws.kms.KeyPolicy;

  constructor(name: string, args: AccountKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:account:AccountKey", name, {}, opts);
    this.key = new aws.kms.Key(
      `${name}-key`,
      {
        description: args.description,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
      },
      // KeyPolicy below manages the policy.
      { parent: this, protect: true, ignoreChanges: ["policy"] },
    );
    new aws.kms.Alias(
      `${name}-alias`,
      { name: `alias/${accountName(name)}`, targetKeyId: this.key.keyId },
      { parent: this },
    );
    this.policy = new aws.kms.KeyPolicy(
      `${name}-key-policy`,
      { keyId: this.key.keyId, policy: keyPolicy(args.account, args.uses) },
      { parent: this, dependsOn: [...(args.roles ?? [])] },
    );
    this.registerOutputs({ arn: this.key.arn });
  }
}
