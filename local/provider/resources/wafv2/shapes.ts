import type { Shape } from "../shared";

/** An action or a default, chosen by which property is present. */
const chosen = { marker: true, of: {} } as const;

const forwardedIp: Shape = { headerName: { required: true }, fallbackBehavior: { required: true } };

const visibility: Shape = {
  cloudwatchMetricsEnabled: { as: "CloudWatchMetricsEnabled", required: true },
  metricName: { required: true },
  sampledRequestsEnabled: { required: true },
};

const action: Shape = { allow: chosen, block: chosen, count: chosen, captcha: chosen, challenge: chosen };

/** The statements of a rule. Completed below, since some contain statements. */
const statement: Shape = {};

Object.assign(statement, {
  rateBasedStatement: {
    of: {
      limit: { required: true },
      aggregateKeyType: { required: true },
      evaluationWindowSec: { default: 300 },
      forwardedIpConfig: { as: "ForwardedIPConfig", of: forwardedIp },
      scopeDownStatement: { of: statement },
    },
  },
  managedRuleGroupStatement: {
    of: {
      name: { required: true },
      vendorName: { required: true },
      version: { default: "" },
      ruleActionOverrides: { of: { name: { required: true }, actionToUse: { of: action } } },
      scopeDownStatement: { of: statement },
    },
  },
  geoMatchStatement: {
    of: {
      countryCodes: { required: true },
      forwardedIpConfig: { as: "ForwardedIPConfig", of: forwardedIp },
    },
  },
  ipSetReferenceStatement: {
    as: "IPSetReferenceStatement",
    of: {
      arn: { as: "ARN", required: true },
      ipSetForwardedIpConfig: {
        as: "IPSetForwardedIPConfig",
        of: { ...forwardedIp, position: { required: true } },
      },
    },
  },
  ruleGroupReferenceStatement: {
    of: {
      arn: { as: "ARN", required: true },
      ruleActionOverrides: { of: { name: { required: true }, actionToUse: { of: action } } },
    },
  },
  labelMatchStatement: { of: { key: { required: true }, scope: { required: true } } },
  andStatement: { of: { statements: { required: true, of: statement } } },
  orStatement: { of: { statements: { required: true, of: statement } } },
  notStatement: { of: { statement: { required: true, of: statement } } },
} satisfies Shape);

/** The configuration of a web ACL. */
export const webAclConfig: Shape = {
  defaultAction: { required: true, of: { allow: chosen, block: chosen } },
  rules: {
    set: true,
    of: {
      name: { required: true },
      priority: { required: true },
      action: { of: action },
      overrideAction: { of: { none: chosen, count: chosen } },
      ruleLabels: { set: true, of: { name: { required: true } } },
      statement: { required: true, of: statement },
      visibilityConfig: { required: true, of: visibility },
    },
  },
  visibilityConfig: { required: true, of: visibility },
};
