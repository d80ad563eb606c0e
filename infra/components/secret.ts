import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow, type Grant } from "../lib/iam";
import { arns, parameterName } from "../lib/names";
import type { SecretsKey } from "./secrets-key";

/** Arguments of a {@link Secret}. */
export interface SecretArgs {
  /** At most 4 KB. Encrypted in the stack's configuration and state. */
  value: pulumi.Input<string>;
  /** Shown in the console. */
  description: string;
  /** Key that encrypts the parameter. */
  key: SecretsKey;
  /**
   * Whether data is useless without this value. A change is then a replacement, which the engine refuses where the stage
   * has `protectData`. Default: false.
   */
  permanent?: boolean;
}

/**
 * The SecureString parameter `/sjc1990app/<stage>/<name>`. Functions read it at run time and cache it for a short time; it
 * is never in their environment.
 */
export class Secret extends pulumi.ComponentResource {
  /** The physical name, known before the parameter exists. */
  readonly parameterName: string;
  readonly #environment: string;
  readonly #arn: string;
  readonly #parameter: aws.ssm.Parameter;
  readonly #key: SecretsKey;

  constructor(name: string, args: SecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:security:Secret", name, {}, opts);
    const stage = currentStage();
    this.parameterName = parameterName(name, stage);
    this.#environment = `${name.replaceAll("-", "_").toUpperCase()}_PARAMETER`;
    this.#arn = arns(stage).parameter(this.parameterName);

    this.#key = args.key;
    this.#parameter = new aws.ssm.Parameter(
      name,
      {
        name: this.parameterName,
        type: "SecureString",
        description: args.description,
        value: pulumi.secret(args.value),
        keyId: args.key.key.arn,
      },
      {
        parent: this,
        ...(args.permanent === true
          ? { protect: stage.protectData, replaceOnChanges: ["value"], deleteBeforeReplace: true }
          : {}),
      },
    );
    this.registerOutputs({ name: this.#parameter.name });
  }

  /** Reads the secret. Sets the variable `<NAME>_PARAMETER` to the name of the parameter. */
  read(): Grant {
    return {
      statements: [allow("ssm:GetParameters", this.#arn)],
      environment: { [this.#environment]: this.parameterName },
      resources: [this.#parameter, this.#key.policy],
    };
  }
}
