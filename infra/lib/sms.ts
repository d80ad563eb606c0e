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
