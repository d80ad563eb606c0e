import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { physicalName } from "../lib/names";
import type { RestApi } from "./rest-api";

/** What an {@link ApiKey} needs. */
export interface ApiKeyArgs {
  /** The API whose routes with `auth: "apiKey"` it opens. */
  api: RestApi;
  /** Who uses it, and what for, in one line. */
  description: string;
  /** Requests in a day (from 00:00 UTC), week (from Sunday) or month; more are answered with 429. */
  quota: { limit: number; period: "DAY" | "WEEK" | "MONTH" };
  /** Requests a second, and at once. */
  throttle: { rate: number; burst: number };
}

/**
 * A key for one system outside, with a usage plan of its own: what one partner uses up is not taken from another. The
 * key names a caller and limits it; it is for read-only facts that hold nothing personal.
 */
export class ApiKey extends pulumi.ComponentResource {
  /** What the partner sends as `x-api-key`; a secret, made by API Gateway. */
  readonly value: pulumi.Output<string>;
  readonly key: aws.apigateway.ApiKey;

  constructor(name: string, args: ApiKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:api:ApiKey", name, {}, opts);
    const stage = currentStage();
    const described = {
      name: physicalName(name, stage),
      description: args.description,
    };
    const plan = new aws.apigateway.UsagePlan(
      `${name}-plan`,
      {
        ...described,
        apiStages: [{ apiId: args.api.api.id, stage: args.api.stage.stageName }],
        quotaSettings: args.quota,
        throttleSettings: { rateLimit: args.throttle.rate, burstLimit: args.throttle.burst },
      },
      { parent: this },
    );
    this.key = new aws.apigateway.ApiKey(name, described, {
      parent: this,
      additionalSecretOutputs: ["value"],
    });
    new aws.apigateway.UsagePlanKey(
      `${name}-plan-key`,
      { keyId: this.key.id, keyType: "API_KEY", usagePlanId: plan.id },
      { parent: this, additionalSecretOutputs: ["value"] },
    );
    this.value = pulumi.secret(this.key.value);
    this.registerOutputs({ id: this.key.id });
  }
}
