import { PublishCommand, type MessageAttributeValue, type SNSClient } from "@aws-sdk/client-sns";

/** Sends one SMS. @param to E.164. @param text one segment: at most 160 characters of the GSM alphabet. */
export type SendSms = (to: string, text: string) => Promise<void>;

/**
 * Sends through SNS as transactional, which networks prefer over promotional.
 * @param senderId gives what the phone shows as sender, where the country allows one; `undefined`: a number.
 * @throws Error (from the returned function) without SNS's text: it quotes the number.
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
      // eslint-disable-next-line preserve-caught-error -- the message of the cause holds the number
      throw new Error(`SNS did not take an SMS: ${error instanceof Error ? error.name : "unknown error"}`);
    }
  };
}

function string(value: string): MessageAttributeValue {
  return { DataType: "String", StringValue: value };
}
