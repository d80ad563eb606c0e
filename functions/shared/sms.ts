import {
  InvalidParameterException,
  OptedOutException,
  PublishCommand,
  type MessageAttributeValue,
  type SNSClient,
} from "@aws-sdk/client-sns";

import { RecipientRefused } from "./refused";

/** Maximum price of an SMS in USD. SNS sends none that costs more, such as one to a premium-rate number. */
const MAX_PRICE = "0.25";

/** Sends one SMS. @param to E.164. @param text one segment: at most 160 characters of the GSM alphabet. */
export type SendSms = (to: string, text: string) => Promise<void>;

/**
 * Sends through SNS as a transactional message, which carriers prioritise.
 * @param senderId sender ID shown by the phone, where the country allows one; `undefined`: a phone number is shown.
 * @throws RecipientRefused (from the returned function) if SNS never sends to this number, or Error for any other
 * failure. Neither has the message of SNS, which contains the number.
 */
export function smsSender(client: SNSClient, senderId: () => Promise<string | undefined>): SendSms {
  return async (to, text) => {
    const sender = await senderId();
    const attributes: Record<string, MessageAttributeValue> = {
      "AWS.SNS.SMS.SMSType": string("Transactional"),
      "AWS.SNS.SMS.MaxPrice": { DataType: "Number", StringValue: MAX_PRICE },
    };
    if (sender !== undefined) attributes["AWS.SNS.SMS.SenderID"] = string(sender);
    try {
      await client.send(
        new PublishCommand({ PhoneNumber: to, Message: text, MessageAttributes: attributes }),
      );
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown error";
      // Without the cause: its message contains the number.
      throw new (isRefused(error) ? RecipientRefused : Error)(`SNS rejected an SMS: ${name}`);
    }
  };
}

/** Not for other invalid parameters, e.g. the sender ID: these are faults of the platform, to be corrected and retried. */
function isRefused(error: unknown): boolean {
  if (error instanceof OptedOutException) return true;
  // "Invalid parameter: PhoneNumber Reason: +8520000 is not valid to publish to"
  return error instanceof InvalidParameterException && /\bphone ?number\b/i.test(error.message);
}

function string(value: string): MessageAttributeValue {
  return { DataType: "String", StringValue: value };
}
