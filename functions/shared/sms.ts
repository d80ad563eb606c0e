import { PublishCommand, type MessageAttributeValue, type SNSClient } from "@aws-sdk/client-sns";

/** Sends one SMS. @param to E.164. @param text one segment: at most 160 characters of the GSM alphabet. */
export type SendSms = (to: string, text: string) => Promise<void>;

/**
 * Sends through SNS as a transactional message, which carriers prioritise.
 * @param senderId sender ID shown by the phone, where the country allows one; `undefined`: a phone number is shown.
 * @throws Error (from the returned function) without the message of SNS, which contains the number.
 */
export function smsSender(client: SNSClient, senderId: () => Promise<string | undefined>): SendSms {
  return async (to, text) => {
    const sender = await senderId();
    const attributes: Record<string, MessageAttributeValue> = {
      "AWS.SNS.SMS.SMSType": string("Transactional"),
    };
    if (sender !== undefined) attributes["AWS.SNS.SMS.SenderID"] = string(sender);
    try {
      await client.send(
        new PublishCommand({ PhoneNumber: to, Message: text, MessageAttributes: attributes }),
      );
    } catch (error) {
      // eslint-disable-next-line preserve-caught-error -- the message of the cause contains the number
      throw new Error(`SNS rejected an SMS: ${error instanceof Error ? error.name : "unknown error"}`);
    }
  };
}

function string(value: string): MessageAttributeValue {
  return { DataType: "String", StringValue: value };
}
