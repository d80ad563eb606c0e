import { needed, recordOnly } from "../shared";

/** Where a web ACL writes its logs. */
export const webAclLoggingConfiguration = recordOnly({
  token: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
  properties: {
    resourceArn: { replace: true, required: true },
    logDestinationConfigs: { replace: true, required: true, set: true },
    loggingFilter: {},
    redactedFields: {},
  },
  identity: ["resourceArn"],
  id: (inputs) => needed(inputs, "resourceArn"),
});
