import { dynamoDb, sns, ssm } from "../shared/aws";
import { environment, optionalEnvironment } from "../shared/env";
import { badRequest } from "../shared/errors";
import { apiHandler, ok } from "../shared/http";
import { annotate } from "../shared/log";
import { cachedParameters } from "../shared/parameters";
import type { PhoneKeys } from "../shared/phone-keys";
import { parsePhoneKeys, parseSenderId } from "../shared/secrets";
import { smsSender } from "../shared/sms";
import { requestCode } from "./register-service";
import { registerStore } from "./register-store";
import { register } from "./routes";

/** `POST /auth/register`. */
export const handler = apiHandler(register, () => {
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
  const deps = {
    store: registerStore(dynamoDb, { users: env.USERS_TABLE, codes: env.VERIFICATION_CODES_TABLE }),
    sendSms: smsSender(sns, async () => (await secrets()).senderId),
    phoneKeys: async () => (await secrets()).phoneKeys,
    now: Date.now,
  };

  return async ({ body, sourceIp }) => {
    const name = body.name ?? body.fullName;
    // The schema asks for one of the two; its type does not say so.
    if (name === undefined) throw badRequest([{ field: "name", problem: "is missing" }]);
    const expiresIn = await requestCode(deps, { phoneNumber: body.phoneNumber, name, sourceIp });
    return ok({ message: "A code is on its way.", expiresIn });
  };
});
