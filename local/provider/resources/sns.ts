import type { ResourceType } from "../resource";
import { recordOnly } from "./record-only";
import { topicSubscription } from "./sns-subscription";
import { topic } from "./sns-topic";
import { topicPolicy } from "./sns-topic-policy";

/** Resource types of SNS. */
export const snsTypes: readonly ResourceType[] = [
  topic,
  topicPolicy,
  topicSubscription,
  recordOnly({
    token: "aws:sns/smsPreferences:SmsPreferences",
    properties: {
      defaultSenderId: { default: "" },
      defaultSmsType: { default: "" },
      deliveryStatusIamRoleArn: { default: "" },
      deliveryStatusSuccessSamplingRate: { default: "" },
      monthlySpendLimit: {},
      usageReportS3Bucket: { default: "" },
    },
    // There is one in each region of an account.
    id: () => "aws_sns_sms_id",
  }),
];
