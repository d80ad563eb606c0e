import { sns, ssm } from "./aws";
import { defined } from "./defined";
import { environment, optionalEnvironment } from "./env";
import { cachedParameters } from "./parameters";
import type { PhoneKeys } from "./phone-keys";
import { parsePhoneKeys, parseSenderId } from "./secrets";
import { smsSender, type SendSms } from "./sms";

/** Sending of SMS, and the phone keys, read on first use. @throws Error that names the missing variables. */
export function smsDeps(): { sendSms: SendSms; phoneKeys: () => Promise<PhoneKeys> } {
  const { PHONE_PARAMETER } = environment("PHONE_PARAMETER");
  const senderId = optionalEnvironment("SMS_SENDER_ID_PARAMETER");
  const secrets = cachedParameters<{ phoneKeys: PhoneKeys; senderId?: string }>(
    ssm,
    defined({
      phoneKeys: { name: PHONE_PARAMETER, parse: parsePhoneKeys },
      senderId: senderId === undefined ? undefined : { name: senderId, parse: parseSenderId },
    }),
  );
  return {
    sendSms: smsSender(sns, async () => (await secrets()).senderId),
    phoneKeys: async () => (await secrets()).phoneKeys,
  };
}
