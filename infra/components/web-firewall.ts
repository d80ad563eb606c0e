import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { physicalName } from "../lib/names";
import { movedFrom } from "./moved";

/** Arguments of a {@link WebFirewall}. */
export interface WebFirewallArgs {
  /** The API stage to protect. */
  stage: aws.apigateway.Stage;
  /** Requests of one IP address in any five minutes, at least 10. AWS WAF blocks further ones with 403. */
  requestsPerFiveMinutes: number;
}

/** Names of a web ACL and its rate limit, also in metrics. */
export function firewallNames(name: string): { acl: string; rate: string } {
  const stage = currentStage();
  return { acl: physicalName(name, stage), rate: physicalName(`${name}-rate`, stage) };
}

/**
 * A web ACL with a rate limit per IP address. The throttling of API Gateway counts all callers together, so that one of
 * them could exhaust it for the others.
 */
export class WebFirewall extends pulumi.ComponentResource {
  constructor(name: string, args: WebFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sjc1990app:api:WebFirewall", name, {}, opts);
    const names = firewallNames(name);
    const child = movedFrom(opts?.parent, this);
    const acl = new aws.wafv2.WebAcl(
      `${name}-firewall`,
      {
        name: names.acl,
        description: `Rate limit per IP address of ${names.acl}`,
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        rules: [
          {
            name: "rate",
            priority: 0,
            action: { block: {} },
            statement: {
              rateBasedStatement: {
                aggregateKeyType: "IP",
                evaluationWindowSec: 300,
                limit: args.requestsPerFiveMinutes,
              },
            },
            visibilityConfig: metrics(names.rate),
          },
        ],
        visibilityConfig: metrics(names.acl),
      },
      child,
    );
    new aws.wafv2.WebAclAssociation(
      `${name}-firewall`,
      { webAclArn: acl.arn, resourceArn: args.stage.arn },
      child,
    );
    this.registerOutputs({ arn: acl.arn });
  }
}

function metrics(metricName: string) {
  return {
    cloudwatchMetricsEnabled: true,
    metricName,
    // A sampled request has all headers, the access token among them.
    sampledRequestsEnabled: false,
  };
}
