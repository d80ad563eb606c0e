import { allow, deny, type Grant } from "./iam";

/**
 * Sends text messages. A phone number has no ARN, so that AWS accepts only `*`. The second statement excludes topics,
 * which leaves phone numbers.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
 */
export function sendSms(): Grant {
  return {
    statements: [
      { ...allow("sns:Publish", "*"), Sid: "SendSms" },
      { ...deny("sns:Publish", "arn:aws:sns:*:*:*"), Sid: "NoTopics" },
    ],
    environment: {},
    resources: [],
  };
}

/**
 * Sends e-mail from one address. The condition limits the sender rather than the identity, which may be the address or
 * its domain. Sets `EMAIL_FROM`.
 */
export function sendEmail(from: string): Grant {
  return {
    statements: [
      {
        ...allow("ses:SendEmail", "*"),
        Sid: "SendEmail",
        Condition: { StringEquals: { "ses:FromAddress": from } },
      },
    ],
    environment: { EMAIL_FROM: from },
    resources: [],
  };
}
