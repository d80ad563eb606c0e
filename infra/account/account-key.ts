import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { keyPolicy, type KeyUse } from "../lib/key-policy";
import { accountName, type AccountPlace } from "./names";

/** What an {@link AccountKey} needs. */
export interface AccountKeyArgs {
  /** What it encrypts, in one line. */
  description: string;
  account: AccountPlace;
  /** Who uses it. That the account's administrators look after it is said already. */
  uses: readonly KeyUse[];
  /** Roles that `uses` names: KMS refuses a policy that names one which is not there. Default: none. */
  after?: readonly pulumi.Resource[];
  tags: Record<string, string>;
}

/** A key, alias `alias/sjc1990app-<name>`, that is renewed each year and refuses to be deleted. */
export class AccountKey extends pulumi.ComponentResource {
  readonly key: aws.kms.Key;
  /** Who may use the key: on it depends whoever does so at once. */
  readonly policy: aws.kms.KeyPolicy;

  constructor(name: string, args: AccountKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:account:AccountKey", name, {}, opts);
    this.key = new aws.kms.Key(
      `${name}-key`,
      {
        description: args.description,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        tags: args.tags,
      },
      // Until the policy below is attached, KMS's own one holds. It is no change of the key.
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
      { parent: this, dependsOn: [...(args.after ?? [])] },
    );
    this.registerOutputs({ arn: this.key.arn });
  }
}
