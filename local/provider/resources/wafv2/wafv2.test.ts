import {
  CreateWebACLCommand,
  DisassociateWebACLCommand,
  GetWebACLCommand,
  type Scope,
  UpdateWebACLCommand,
} from "@aws-sdk/client-wafv2";
import type { Clients } from "../../clients/connect";
import type { JsonObject } from "../../properties/wire";
import type { Lifecycle } from "../../testing/lifecycle";
import { startSuite, testLifecycles } from "../../testing/suite";

const suite = startSuite();

testLifecycles(suite, [
  ["wafv2.WebAcl", webAclCases],
  ["wafv2.WebAclAssociation", webAclAssociationCases],
]);

const visibility = (metricName: string): JsonObject => ({
  cloudwatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: false,
});

const rate = (limit: number): JsonObject => ({
  name: "rate",
  priority: 1,
  action: { block: {} },
  statement: {
    rateBasedStatement: {
      limit,
      aggregateKeyType: "IP",
      scopeDownStatement: {
        notStatement: { statement: { geoMatchStatement: { countryCodes: ["HK", "CA"] } } },
      },
    },
  },
  visibilityConfig: visibility("rate"),
});

const managed: JsonObject = {
  name: "common",
  priority: 2,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: "AWS",
      name: "AWSManagedRulesCommonRuleSet",
      ruleActionOverrides: [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }],
    },
  },
  visibilityConfig: visibility("common"),
};

const acl = (rules: JsonObject[], more: JsonObject = {}): JsonObject => ({
  name: "api",
  scope: "REGIONAL",
  defaultAction: { allow: {} },
  visibilityConfig: visibility("api"),
  rules,
  ...more,
});

/** Cases of the type `WebAcl`. */
function webAclCases(clients: Clients): Promise<Lifecycle[]> {
  const waf = clients.wafv2();
  return Promise.resolve([
    {
      token: "aws:wafv2/webAcl:WebAcl",
      small: acl([rate(100)]),
      large: acl([rate(200), managed], {
        defaultAction: { block: {} },
        description: "In front of the API",
        tags: { owner: "platform" },
      }),
      // Somebody turns blocking off, and the managed rules to counting.
      drift: async (Id) => {
        const target = { Id, Name: "api", Scope: "REGIONAL" as Scope };
        const { WebACL, LockToken } = await waf.send(new GetWebACLCommand(target));
        const [first, second] = WebACL!.Rules!;
        await waf.send(
          new UpdateWebACLCommand({
            ...WebACL!,
            ...target,
            LockToken,
            DefaultAction: { Allow: {} },
            Rules: [first!, { ...second!, OverrideAction: { Count: {} } }],
          }),
        );
      },
      drifted: ["defaultAction.allow", "defaultAction.block", "rules[1]"],
      replaced: { name: "other", scope: "CLOUDFRONT" },
      importId: (id) => `${id}/api/REGIONAL`,
      unseen: ["description"],
    },
  ]);
}

/** Cases of the type `WebAclAssociation`. */
async function webAclAssociationCases(clients: Clients): Promise<Lifecycle[]> {
  const waf = clients.wafv2();
  const { Summary } = await waf.send(
    new CreateWebACLCommand({
      Name: "associated",
      Scope: "REGIONAL",
      DefaultAction: { Allow: {} },
      VisibilityConfig: {
        CloudWatchMetricsEnabled: false,
        MetricName: "associated",
        SampledRequestsEnabled: false,
      },
    }),
  );
  const webAclArn = Summary?.ARN ?? "";
  const resourceArn = "arn:aws:apigateway:us-east-1::/restapis/abc/stages/local";
  return [
    {
      token: "aws:wafv2/webAclAssociation:WebAclAssociation",
      small: { resourceArn, webAclArn },
      large: {},
      drift: () => waf.send(new DisassociateWebACLCommand({ ResourceArn: resourceArn })),
      drifted: [],
      replaced: { resourceArn: `${resourceArn}2`, webAclArn: `${webAclArn}2` },
    },
  ];
}
