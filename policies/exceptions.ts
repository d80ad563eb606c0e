/**
 * A finding that is known and accepted. It excuses that finding on that resource and nothing else: when the statement
 * grants more than it did, the finding's key changes and the gate closes again.
 */
export interface Exception {
  /** `<type token>::<logical name>` of the resource, exactly. */
  resource: string;
  /** `<rule>: <finding id>`, as the message shows it. */
  finding: string;
  /** Why it has to be so, with a source where AWS is the reason. */
  reason: string;
  /** Last day on which it holds, `YYYY-MM-DD` (UTC). A year ahead at most, so that reasons are looked at again. */
  expires: string;
  /** Stacks in which the resource exists. Default: every stack of the project. */
  stacks?: readonly string[];
}

/** The project whose stacks the exceptions are for. In the stacks of another project none of them holds. */
export const exceptionsProject = "sjc1990app";

/** Every accepted finding. One that no longer matches is reported as stale, and is to be removed. */
export const exceptions: readonly Exception[] = [
  ...["auth-register", "auth-login", "notifications-deliver"].map((name) => ({
    resource: `aws:iam/rolePolicy:RolePolicy::${name}-policy`,
    finding: "iam-no-wildcard: Resource::* (sns:Publish) except arn:aws:sns:*:*:*",
    reason:
      'An SMS goes to a phone number, which has no ARN: SNS accepts only Resource "*" for it. Topics are denied beside ' +
      "it. https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html",
    expires: "2027-03-31",
  })),
  {
    resource: "aws:iam/rolePolicy:RolePolicy::notifications-deliver-policy",
    finding: "iam-no-wildcard: Resource::* (ses:SendEmail)",
    reason:
      "Bound by the sender's address in a condition: the identity that sends may be that address or its whole domain, " +
      "as the owner of the stage has verified it. https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html",
    expires: "2027-03-31",
  },
  {
    resource: "aws:sns/topic:Topic::alerts",
    finding: "encryption-at-rest: kmsMasterKeyId",
    reason:
      "Texts of alarms hold no personal data. CloudWatch may not publish with the key alias/aws/sns, and one of our own " +
      "costs 1 USD a month in each stage. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    expires: "2027-03-31",
  },
];

/** The parts of a URN that exceptions speak of. */
export interface UrnParts {
  stack: string;
  project: string;
  /** `<type token>::<logical name>`. */
  resource: string;
}

/** Takes `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>` apart. */
export function parseUrn(urn: string): UrnParts {
  const [head = "", project = "", types = "", ...name] = urn.split("::");
  return {
    stack: head.replace(/^urn:pulumi:/, ""),
    project,
    resource: `${types.slice(types.lastIndexOf("$") + 1)}::${name.join("::")}`,
  };
}

/** Whether the exception is meant for the stack that holds the URN. */
export function concernsStack(exception: Exception, urn: UrnParts): boolean {
  return urn.project === exceptionsProject && (exception.stacks?.includes(urn.stack) ?? true);
}

/** Whether the exception ends within the year that follows a day. */
export function isShort(exception: Exception, today: Date): boolean {
  const limit = new Date(Date.UTC(today.getUTCFullYear() + 1, today.getUTCMonth(), today.getUTCDate()));
  return exception.expires <= isoDay(limit);
}

/** Whether the exception still holds on a day. */
export function isCurrent(exception: Exception, today: Date): boolean {
  return isoDay(today) <= exception.expires;
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The exception that names this finding on this resource, current or not. */
export function exceptionFor(
  list: readonly Exception[],
  ruleName: string,
  findingId: string,
  urn: string,
): Exception | undefined {
  const parts = parseUrn(urn);
  return list.find(
    (e) =>
      e.resource === parts.resource && e.finding === `${ruleName}: ${findingId}` && concernsStack(e, parts),
  );
}
