import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { currentStage } from "../config";
import { physicalName } from "../lib/names";

/** What a {@link webFirewall} needs. */
export interface WebFirewallArgs {
  /** What it stands before. */
  stage: aws.apigateway.Stage;
  /** Requests of one address in any five minutes, at least 10. What is more is answered with 403 by the gateway. */
  requestsPerFiveMinutes: number;
  parent: pulumi.Resource;
}

/**
 * A web ACL before an API that holds back addresses which ask too much: the throttles of the gateway count all callers
 * together, so that one alone could shut the others out.
 */
export function webFirewall(name: string, args: WebFirewallArgs): aws.wafv2.WebAclAssociation {
  const { stage: apiStage, requestsPerFiveMinutes, parent } = args;
  const stage = currentStage();
  const metrics = (metricName: string) => ({
    cloudwatchMetricsEnabled: true,
    metricName,
    // A sample keeps whole headers, the token among them.
    sampledRequestsEnabled: false,
  });
  const acl = new aws.wafv2.WebAcl(
    `${name}-firewall`,
    {
      name: physicalName(name, stage),
      description: `Holds back addresses that ask too much of ${physicalName(name, stage)}`,
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
              limit: requestsPerFiveMinutes,
            },
          },
          visibilityConfig: metrics(physicalName(`${name}-rate`, stage)),
        },
      ],
      visibilityConfig: metrics(physicalName(name, stage)),
    },
    { parent },
  );
  return new aws.wafv2.WebAclAssociation(
    `${name}-firewall`,
    { webAclArn: acl.arn, resourceArn: apiStage.arn },
    { parent },
  );
}
