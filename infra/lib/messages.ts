import { allow, deny, type Grant } from "./iam";

/**
 * Lets a function send text messages. A phone number is no resource, so AWS takes `*` only; the second
 * statement takes topics out of it again, which leaves phone numbers.
 * Source: Amazon SNS developer guide, "Using identity-based policies with Amazon SNS".
 */
export function sendSms(): Grant {
  return {
    statements: [
      { ...allow("sns:Publish", "*"), Sid: "SendSms" },
      { ...deny("sns:Publish", "arn:aws:sns:*:*:*"), Sid: "NoTopics" },
    ],
    environment: {},
  };
}

/**
 * Lets a function send e-mail from one address. The permission is on whatever identity sends, bound by the sender:
 * an identity may be the address or its whole domain, and which of the two is verified is the owner's business.
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
  };
}
