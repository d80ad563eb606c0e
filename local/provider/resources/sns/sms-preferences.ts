import { recordOnly } from "../shared";

/** The SMS settings of an account. There is one in each region. */
export const smsPreferences = recordOnly({
  token: "aws:sns/smsPreferences:SmsPreferences",
  properties: {
    defaultSenderId: { default: "" },
    defaultSmsType: { default: "" },
    deliveryStatusIamRoleArn: { default: "" },
    deliveryStatusSuccessSamplingRate: { default: "" },
    monthlySpendLimit: {},
    usageReportS3Bucket: { default: "" },
  },
  id: () => "aws_sns_sms_id",
});
