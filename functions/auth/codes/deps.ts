import { dynamoDb, sns, ssm } from "../../shared/aws";
import { environment, optionalEnvironment } from "../../shared/env";
import { annotate } from "../../shared/log";
import { cachedParameters } from "../../shared/parameters";
import type { PhoneKeys } from "../../shared/phone-keys";
import { parsePhoneKeys, parseSenderId } from "../../shared/secrets";
import { smsSender } from "../../shared/sms";
import { registerStore } from "./code-store";
import type { CodeDeps } from "./send-code";

/** Dependencies of sending codes, from the environment. @throws Error that names the missing variables. */
export function codeDeps(): CodeDeps {
  const env = environment("USERS_TABLE", "VERIFICATION_CODES_TABLE", "PHONE_PARAMETER");
  const senderId = optionalEnvironment("SMS_SENDER_ID_PARAMETER");
  const secrets = cachedParameters<{ phoneKeys: PhoneKeys; senderId?: string }>(
    ssm,
    {
      phoneKeys: { name: env.PHONE_PARAMETER, parse: parsePhoneKeys },
      ...(senderId === undefined ? {} : { senderId: { name: senderId, parse: parseSenderId } }),
    },
    { onStale: () => annotate({ staleSecrets: true }) },
  );
  return {
    store: registerStore(dynamoDb, { users: env.USERS_TABLE, codes: env.VERIFICATION_CODES_TABLE }),
    sendSms: smsSender(sns, async () => (await secrets()).senderId),
    phoneKeys: async () => (await secrets()).phoneKeys,
    now: Date.now,
  };
}
