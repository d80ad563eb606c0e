import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { allow, type Grant } from "../lib/iam";
import { arns, parameterName } from "../lib/names";
import type { SecretsKey } from "./secrets-key";

/** What a {@link Secret} needs. */
export interface SecretArgs {
  /** The value, encrypted in the stack's config and state. At most 4 KB. */
  value: pulumi.Input<string>;
  /** What it is for; shown in the console. */
  description: string;
  /** What encrypts it. */
  key: SecretsKey;
}

/**
 * A secret that functions read at run time: a SecureString at `/sjc1990app/<stage>/<name>`, under a key of the stage.
 * It never enters a function's environment; a change reaches functions as their short cache expires.
 */
export class Secret extends pulumi.ComponentResource {
  /** The parameter's name, known before it exists. */
  readonly parameterName: string;
  readonly parameter: aws.ssm.Parameter;
  readonly #environment: string;
  readonly #arn: string;

  constructor(name: string, args: SecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:security:Secret", name, {}, opts);
    const stage = currentStage();
    this.parameterName = parameterName(name, stage);
    this.#environment = `${name.replaceAll("-", "_").toUpperCase()}_PARAMETER`;
    this.#arn = arns(stage).parameter(this.parameterName);

    this.parameter = new aws.ssm.Parameter(
      name,
      {
        name: this.parameterName,
        type: "SecureString",
        description: args.description,
        value: pulumi.secret(args.value),
        keyId: args.key.key.arn,
      },
      { parent: this },
    );
    this.registerOutputs({ name: this.parameter.name });
  }

  /** Lets a function read the secret; its name is in the variable `<NAME>_PARAMETER`. */
  read(): Grant {
    return {
      statements: [allow("ssm:GetParameter", this.#arn)],
      environment: { [this.#environment]: this.parameterName },
      decrypts: [this.#arn],
    };
  }
}
