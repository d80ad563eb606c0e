import type { Exception } from "./lib/exceptions";

/** All accepted findings. `exceptions-current` reports an exception that covers no finding any more. */
export const exceptions: readonly Exception[] = [
  ...["auth-send-code", "notifications-deliver"].map((name) => ({
    resource: `aws:iam/rolePolicy:RolePolicy::${name}-policy`,
    finding: "iam-no-wildcard: Resource::* (sns:Publish) except arn:aws:sns:*:*:*",
    reason:
      'A phone number has no ARN: SNS accepts only Resource "*" for an SMS. Another statement denies topics. ' +
      "https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html",
    expires: "2027-03-31",
  })),
  ...["alerts-notify", "notifications-deliver"].map((name) => ({
    resource: `aws:iam/rolePolicy:RolePolicy::${name}-policy`,
    finding: "iam-no-wildcard: Resource::* (ses:SendEmail)",
    reason:
      "A condition limits the sender's address. The identity may be that address or its domain, depending on what the " +
      "stage has verified. https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html",
    expires: "2027-03-31",
  })),
  {
    resource: "aws:sns/topic:Topic::alerts",
    finding: "encryption-at-rest: kmsMasterKeyId",
    reason:
      "Alarm messages contain no personal data. CloudWatch cannot publish with the key alias/aws/sns, and a customer " +
      "managed key costs 1 USD a month per stage. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    expires: "2027-03-31",
  },
  {
    resource: "aws:dynamodb/table:Table::operations",
    finding: "unused-resources: unused",
    reason: "The commands that release and migrate a stage read and write it. No resource of the stack does.",
    expires: "2027-03-31",
    // Where smokeMinutes is set, the health check uses it.
    stacks: ["local", "dev"],
  },
];
